"""What `utils` is made of, one module a subject. Authors import `autotest.client.utils`."""
