"""The model: a market and its firms, month by month, and what is seen and booked of them."""
