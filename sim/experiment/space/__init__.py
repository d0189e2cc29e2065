"""The space of what is not known: screened, fitted by a surface, cut into regions."""
