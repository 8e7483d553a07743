"""From the files a company has to facts: read, recognise, check, deliver; what cannot be read waits in quarantine."""
