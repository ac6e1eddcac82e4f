"""What the desk's templates may say beyond Django's own tags."""
