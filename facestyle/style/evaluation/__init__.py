"""What can be measured of restylings."""
