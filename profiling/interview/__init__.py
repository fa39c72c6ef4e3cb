"""The interview that fills the profile: at most five questions, over REST and sockets alike."""
