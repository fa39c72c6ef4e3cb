"""The consultation: talks, answers, and the only app that brings the others together."""
