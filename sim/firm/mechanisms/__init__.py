"""What may happen to a firm beside the common course of a month, a file each."""
