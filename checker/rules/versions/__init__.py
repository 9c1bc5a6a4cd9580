"""Rules on API versions and the services that they belong to."""
