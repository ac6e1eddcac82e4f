"""An app with the engine's smallest flow of two human steps, the peer beside which cases are measured."""
