"""Where networks run: the device, its memory, its threads, and the number formats that are fastest there."""
