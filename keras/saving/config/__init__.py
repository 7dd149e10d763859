"""Objects as plain data, and back."""
# bazel: suites=keras/saving
