"""Pages: functions of a Book that yield blocks; blocks know meaning, not looks."""
