"""The form with which a film is sent. The service validates; this keeps what was typed."""

from __future__ import annotations

from django import forms

from imaging.records import NOTE_CHARS, View


class StudyForm(forms.Form):
    image = forms.FileField(label="The film")
    note = forms.CharField(label="What is it about?", required=False, max_length=NOTE_CHARS, widget=forms.Textarea)
    view = forms.ChoiceField(label="Taken", required=False, choices=[("", "I do not know"), *View.choices])
