"""What the items of a list share and only one of them says: nouns, counts, owners, splits of the data."""

import pytest

from worker.interpret.clauses import clauses
from worker.interpret.phrases import Want


def said(line):
    """The things of a line, each with whose it is, without articles."""
    named = [phrase for clause in clauses(line) for phrase in clause.phrases]
    plain = [" ".join(word for word in one.text.split() if word.lower() not in ("the", "its")) for one in named]
    return [
        f"{text} <{one.context.removeprefix('the ')}>" if one.context else text
        for text, one in zip(plain, named, strict=True)
    ]


@pytest.mark.parametrize(
    ("line", "things"),
    [
        # an adjective has the noun of the one behind it, whatever stands between
        ("Log the theoretical and the empirical mean", ["theoretical mean", "empirical mean"]),
        ("Log the prior and posterior variance", ["prior variance", "posterior variance"]),
        ("Log the 5th and 95th percentile of the waits", ["5th percentile <waits>", "95th percentile <waits>"]),
        ("Log the network's train and test loss", ["train loss <network>", "test loss <network>"]),
        ("Log the Pearson and Spearman correlation", ["Pearson correlation", "Spearman correlation"]),
        ("Log the mean and maximum delay of the trains", ["mean delay <trains>", "maximum delay <trains>"]),
        ("Log the exact odds, and next to them the approximate ones", ["exact odds", "approximate odds"]),
        # a statistic has what the last one is of
        ("Log the median as well as the interquartile range of the rents", ["median <rents>", "interquartile range <rents>"]),
        ("Log the mean, the variance and the entropy of the mix", ["mean of mix <mix>", "variance <mix>", "entropy <mix>"]),
        # each of several is counted
        ("Log the number of wolves and ravens that the camera saw", ["number of wolves <camera saw>", "number of ravens <camera saw>"]),
        ("Log how many wolves go into training and testing and how many dens there are",
         ["number of wolves in training", "number of wolves in testing", "number of dens"]),
        # what is between two of one kind ends there
        ("Log the mean gap between both fences and the herd size", ["mean gap between both fences", "herd size"]),
        ("Log the distance between the two dens and the river", ["distance between two dens", "river"]),
        ("Log the distance between the den and the river", ["distance between den versus river"]),
        ("Log the squared error and its root", ["squared error <squared error>", "square root <squared error>"]),
        ("Log the number of rows and columns", ["number of rows", "number of columns"]),
        ("Log the share of sick and healthy people", ["share of sick people", "share of healthy people"]),
        ("Log the number of tosses and the number of those on the rim", ["number of tosses", "number of tosses <rim>"]),
        # of each of several
        ("Log the final sizes of wolves and sheep", ["final sizes of wolves", "final sizes of sheep"]),
        ("Log the click rate for A versus B", ["click rate for A", "click rate for B"]),
        ("Log the cost of the old versus the new plan", ["cost <old plan>", "cost <new plan>"]),
        ("Log the energy at the start and at the end of the flight", ["initial energy", "energy"]),
        # several of several
        ("Log the train and test RMSE and R²", ["train RMSE", "train R²", "test RMSE", "test R²"]),
        ("Log the RMSE and MAE for train and test", ["RMSE for train", "MAE for train", "RMSE for test", "MAE for test"]),
        ("Log the true and estimated slope and offset", ["true slope", "true offset", "estimated slope", "estimated offset"]),
        ("Log the seed and the train and test loss and recall", ["seed", "train loss", "train recall", "test loss", "test recall"]),
        # of the two in front
        ("Log the old cost, the new cost and their ratio", ["old cost", "new cost", "ratio between old cost versus new cost"]),
        ("Log the true and the fitted rate and the gap between the two", ["true rate", "fitted rate", "gap between true rate versus fitted rate"]),
        ("Log the true mean and its observed counterpart", ["true mean", "observed mean"]),
        ("Log the true mean and median and their observed counterparts", ["true mean", "median <true>", "observed mean", "observed median"]),
        ("Log the limits of the credible interval", ["lower limit of credible interval", "upper limit of credible interval"]),
        ("Log the estimated rate and delay, and the true values next to them", ["estimated rate", "delay <estimated>", "true rate", "true delay"]),
        ("Log the model's bias and the recall, both on the test set", ["bias <model test set>", "recall <test set>"]),
        ("Log the 5% and the 95% quantile", ["5% quantile", "95% quantile"]),
        ("Log the mean next to the theoretical mean", ["mean", "theoretical mean"]),
        # what is said of a whole list
        ("Log either the recall or the precision", ["recall", "precision"]),
        ("Log the mean and the median, respectively, as metrics", ["mean", "median"]),
        ("Log how much the sample mean and the true mean differ", ["difference between sample mean versus true mean"]),
        ("Log the weights that were set and the ones that were estimated", ["weights <were set>", "estimated weights"]),
    ],
)  # fmt: skip
def test_what_items_share_is_said_of_each(line, things):
    assert said(line) == things


@pytest.mark.parametrize(
    ("line", "things"),
    [
        ("Log the number of trees and depth", ["number of trees", "depth"]),
        ("Log the number of trees and the depth", ["number of trees", "depth"]),
        ("Log the number of epochs and losses", ["number of epochs", "losses"]),
        ("Log the correlation for A versus B", ["correlation for A versus B"]),
        ("Log the train and test accuracy and the runtime", ["train accuracy", "test accuracy", "runtime"]),
        ("Log the train and test accuracy and patience", ["train accuracy", "test accuracy", "patience"]),
        ("Log the optimal value of the objective and the optimal x", ["optimal value of objective", "optimal x"]),
        ("Log Alpha and Beta", ["Alpha", "Beta"]),
        ("Log the volatility and the interest rate", ["volatility <rate>", "interest rate"]),
        ("Log the true rate and the ones fitted by hand", ["true rate", "rate fitted by hand"]),
        ("Log the test size and seed", ["test size", "seed"]),
        ("Log the rate and the true values", ["rate", "true values"]),
        ("Log the optimal number of doors and of windows", ["optimal number of doors", "optimal number of windows"]),
        ("Log the cost and their ratio", ["cost", "their ratio"]),
        ("Log the trees, features and the seed", ["trees", "features", "seed"]),
    ],
)
def test_what_an_item_says_for_itself_is_said_of_no_other(line, things):
    assert said(line) == things


def test_only_the_end_is_final():
    first, last = next(clauses("Log the initial and final height")).phrases
    assert (first.final, last.final) == (False, True)


@pytest.mark.parametrize("thing", ["trace of the matrix", "lift of treatment over control", "option price"])
def test_what_is_no_history_and_no_slider_is_not_asked_for_as_one(thing):
    (phrase,) = next(clauses(f"Log the {thing}")).phrases
    assert phrase.want is Want.ANY
