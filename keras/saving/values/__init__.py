"""The values of variables, and their places in a file."""
# bazel: suites=keras/saving
