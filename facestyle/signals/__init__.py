"""Convolution in one, two and three dimensions, on electrocardiograms and volumes; nothing about pictures of people."""
