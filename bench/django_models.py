"""The tables of the house as Django sees them: unmanaged, with the columns that its admin shows and no others."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

Keep = models.DO_NOTHING


class House:
    """What all of them have: Django neither makes nor changes their tables."""

    app_label = "bench"
    managed = False


class User(models.Model):
    """Who owns records; Django's own users stand in its own database."""

    first_name = models.CharField(max_length=64)
    last_name = models.CharField(max_length=64)

    class Meta(House):
        db_table = "ab_user"

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Stage(models.Model):
    label = models.CharField(max_length=200)

    class Meta(House):
        db_table = "stage"

    def __str__(self) -> str:
        return self.label


class Tag(models.Model):
    name = models.CharField(max_length=80)

    class Meta(House):
        db_table = "tag"

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    name = models.CharField(max_length=200)

    class Meta(House):
        db_table = "contact_group"

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=400)
    sort_key = models.TextField()
    search_key = models.TextField()
    owner = models.ForeignKey(User, Keep, null=True, blank=True)
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    tags = models.ManyToManyField(Tag, through="RecordTag")

    class Meta(House):
        db_table = "record"

    def __str__(self) -> str:
        return self.name


class RecordTag(models.Model):
    record = models.ForeignKey(Record, Keep)
    tag = models.ForeignKey(Tag, Keep)

    class Meta(House):
        db_table = "record_tag"


class Contact(Record):
    """A person or the company of one, by Django's inheritance over two tables."""

    record = models.OneToOneField(Record, Keep, parent_link=True, primary_key=True, db_column="id")
    first_name = models.CharField(max_length=120, null=True, blank=True)
    last_name = models.CharField(max_length=120, null=True, blank=True)
    city = models.CharField(max_length=120, null=True, blank=True)
    stage = models.ForeignKey(Stage, Keep, null=True, blank=True)
    company = models.ForeignKey("self", Keep, null=True, blank=True, related_name="persons")
    groups = models.ManyToManyField(Group, through="GroupMember")

    class Meta(House):
        db_table = "contact"
        verbose_name = "person"


class GroupMember(models.Model):
    record = models.ForeignKey(Contact, Keep)
    group = models.ForeignKey(Group, Keep)

    class Meta(House):
        db_table = "group_member"


class Phone(models.Model):
    record = models.ForeignKey(Contact, Keep, related_name="phones")
    number = models.CharField(max_length=60)

    class Meta(House):
        db_table = "phone"
        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return self.number


class Email(models.Model):
    record = models.ForeignKey(Contact, Keep, related_name="emails")
    address = models.CharField(max_length=320)

    class Meta(House):
        db_table = "email"
        ordering: ClassVar[Any] = ["id"]

    def __str__(self) -> str:
        return self.address
