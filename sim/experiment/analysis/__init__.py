"""What runs mean: statistics, statements, what customers are worth, reasons."""
