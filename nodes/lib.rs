//! The node library: one file a node, in folders by category.
