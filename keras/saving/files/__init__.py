"""Files as such: archives' entries, HDF5, writing all or nothing."""
# bazel: suites=keras/saving
