"""What the code says of itself: the printed rulebook, and checks that find what leads nowhere."""
