"""Published models of well-mixed cells as user rules on our populations and clocks; none of them is in the package."""
