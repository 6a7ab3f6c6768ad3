//! The date and time now, as text.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in universal time: `2026-03-01 14:05`.
pub fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    text(seconds)
}

/// The moment this many seconds after the beginning of 1970. The calendar is counted in eras of
/// 400 years that begin in March, so that the leap day is the last of its year.
fn text(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute) = (seconds % 86_400 / 3600, seconds % 3600 / 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_counted_through_leap_years() {
        assert_eq!(super::text(0), "1970-01-01 00:00");
        assert_eq!(super::text(951_782_400), "2000-02-29 00:00");
        assert_eq!(super::text(1_709_251_199), "2024-02-29 23:59");
        assert_eq!(super::text(1_709_251_200), "2024-03-01 00:00");
        assert_eq!(super::text(4_107_542_400), "2100-03-01 00:00");
    }
}
