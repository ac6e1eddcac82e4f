"""Tags of the town hall's templates."""
