"""The portal and the console in a real browser, as people use them."""
