// Where RE2 is, for `CPattern`, which has its C++ interface; nothing of it is seen from Swift.
