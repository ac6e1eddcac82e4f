"""The staff's screens: the call desk of the agents and the inbox of the departments."""
