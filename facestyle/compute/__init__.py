"""Where networks run: the device, its memory, and the number formats that are fastest there."""
