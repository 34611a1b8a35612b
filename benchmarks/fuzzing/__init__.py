"""Inputs that nobody would send by mistake, made from good ones, and the readers that have to bear them."""
