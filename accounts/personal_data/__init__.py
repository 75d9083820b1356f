"""What the market knows of a shopper: handing it out, forgetting it, keeping none for too long."""
