"""Pages, letters, mails and calendar files, and which of them is written where."""
