//! Draws geometry on the graphics card: on screen and off screen.
