"""The column engine: a month of everybody, in short loops over blocks of people."""
