//! What the program may use of the machine.

use graph::Budget;

/// Three quarters of the machine's memory for one request, a quarter for kept results.
pub fn default_budget() -> Budget {
    // Where the system does not tell, as if it had 8 GiB.
    let total = sysinfo::System::new().map_or(8 << 30, |mut system| {
        system.refresh_memory();
        system.total_memory()
    });
    let total = total.max(1 << 30);
    Budget { cache: total / 4, memory: total / 4 * 3 }
}

/// A number of bytes as written by people: `512M`, `8G`, `8GiB`, `1000000`.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().trim_end_matches("ib").trim_end_matches('b')
    {
        "" => 1.0,
        "k" => 1024.0,
        "m" => 1024.0 * 1024.0,
        "g" => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(format!("\"{text}\" is not a size; write 512M or 8G")),
    };
    let number: f64 = number.parse().map_err(|_| format!("\"{text}\" is not a size"))?;
    Ok((number * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(parse_bytes("512M"), Ok(512 << 20));
        assert_eq!(parse_bytes(" 1.5 GiB"), Ok(3 << 29));
        assert_eq!(parse_bytes("1000"), Ok(1000));
        assert!(parse_bytes("much").is_err() && parse_bytes("3 cubits").is_err());
    }
}
