"""What profiles of editors share: timelines under inspection, rules, findings and repairs."""
