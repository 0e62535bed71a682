"""The electronic file (E-Akte): whether it is as it was written, handing it over, deleting it when its time is over."""
