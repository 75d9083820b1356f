"""Payment QR codes of Vietnamese banks: their text, the banks, the memo and the drawing. Pure."""
