"""Fits the adapter (cms/knowledge/adapter.npz) on the everyday words the product ships, and says what it is worth."""

import random

import numpy
from django.core.management.base import BaseCommand, CommandError

from cms.knowledge import adapter, adapter_fitting, everyday, sentences

LEFT_OUT = 0.05  # of the expressions, to be judged by


class Command(BaseCommand):
    help = "Fits the adapter of the sentence model on the shipped everyday words. To be run after they grew."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--only-say", action="store_true", help="write nothing")

    def handle(self, *args, only_say: bool, **options):
        model = sentences.model()
        if model is None:
            raise CommandError("There is no sentence model: SENTENCE_MODEL is none, or its package is missing.")
        pairs = adapter_fitting.Pairs.of(everyday.shipped().sayings, model)
        numbers = list(range(len(pairs.said)))
        random.Random(adapter_fitting.SEED).shuffle(numbers)
        unseen, seen = numbers[: int(LEFT_OUT * len(numbers))], numbers[int(LEFT_OUT * len(numbers)) :]
        before = pairs.share_nearest(numpy.eye(pairs.said.shape[1]), unseen)
        after = pairs.share_nearest(adapter_fitting.fit(pairs, seen), unseen)
        self.stdout.write(
            f"{len(pairs.said)} expressions of {len(pairs.meant)} meanings; of {len(unseen)} left out, the nearest"
            f" meaning is theirs for {before:.1%} without the adapter, {after:.1%} with it"
        )
        if not only_say:
            adapter.keep(adapter_fitting.fit(pairs), model.name)
