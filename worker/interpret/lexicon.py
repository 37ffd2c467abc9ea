"""The words of the field: which of them mean the same, and which carry no meaning here.

Every entry is a general English or machine-learning usage; no entry serves one notebook or one phrase.
"""

from collections.abc import Mapping

CONCEPTS: Mapping[str, tuple[str, ...]] = {
    # A concept and the word sequences (lemmas) that name it; the longest sequence wins.
    "learning-rate": ("learning rate", "learn rate", "step size", "stepsize", "lr", "eta", "learnrate"),
    "epoch": ("epoch", "training pass", "training round", "max epoch", "maximum epoch", "maximum number of epoch", "max number of epoch"),
    "iteration": ("max iter", "max iteration", "maximum iteration", "maximum number of iteration", "max number of iteration", "maxiter",
                  "max step", "maximum step", "iteration", "iter", "gradient step", "training step", "update step", "boosting round", "step", "iteration cap",
                  "iteration limit", "timestep"),
    "batch-size": ("batch size", "minibatch size", "bs", "batchsize"),
    "hidden": ("hidden unit", "hidden size", "hidden dim", "hidden layer size", "layer size", "hidden layer", "hidden neuron",
               "hidden width", "hidden dimension", "hidden layer dimension", "hidden layer width", "layer width", "network size", "network width", "net size", "width", "neuron", "hidden", "layer"),
    "tree": ("tree", "estimator", "boosting round", "boosting stage"),
    "depth": ("depth", "max depth", "maximum depth", "maximal depth"),
    "cluster": ("cluster", "centroid", "k"),
    "neighbour": ("neighbour", "neighbor", "nearest neighbour", "nearest neighbor", "k"),
    "component": ("component", "principal component"),
    "degree": ("degree", "deg", "polynomial degree", "polynomial order", "order"),
    "regularization": ("l2 regularization", "l2 regularization strength", "l2 penalty", "regularization", "regularisation", "regularization strength", "regularisation strength", "reg",
                       "weight decay", "l2", "penalty", "alpha", "lambda", "lam", "lamda", "wd", "ridge", "shrinkage", "c"),
    "seed": ("seed", "random seed", "random state", "rng seed"),
    "test-share": ("test size", "share of test data", "fraction of test data", "proportion of test data", "share of the test data", "fraction of the test data", "test data share", "test data fraction", "test share", "test fraction", "test split", "test ratio", "holdout share", "holdout fraction",
                   "held out share", "held out fraction", "hold out fraction", "split ratio", "train test split", "train test ratio",
                   "train test split ratio", "train test split size", "split size", "split fraction"),
    "sample-count": ("sample size", "number sample", "number point", "number observation", "number row", "dataset size",
                     "data size", "sample count"),
    "noise": ("noise", "noise level", "sigma", "noise std", "noise scale", "noise standard deviation", "noise sd"),
    "momentum": ("momentum", "beta"),
    "dropout": ("dropout", "dropout rate", "dropout probability"),
    "tolerance": ("tolerance", "tol"),
    "discount": ("discount", "discount rate", "discount factor", "discounting", "gamma"),
    "exploration": ("exploration", "exploration rate", "exploration probability", "epsilon", "eps"),
    "rolling": ("rolling", "rolled", "rolling average", "rolling mean", "moving average", "running average", "smoothed",
                "smooth", "smoothing"),
    "kernel": ("kernel",),
    "optimizer": ("optimizer", "optimiser", "optim", "opt"),
    "activation": ("activation", "activation function", "nonlinearity"),
    "accuracy": ("accuracy", "acc", "accuracy score", "share correct", "hit rate"),
    "precision": ("precision", "precision score"),
    "recall": ("recall", "sensitivity", "recall score"),
    "f1": ("f1", "f1 score", "f score", "f measure"),
    "auc": ("auc", "roc auc", "area under curve", "area under roc curve", "area under the curve", "area under the roc curve", "area under roc", "auroc", "roc auc score"),
    "r2": ("r2", "r 2", "r squared", "r square", "rsquared", "rsq", "r2 score", "coefficient determination", "explained variance", "variance explained",
           "coefficient of determination", "goodness fit"),
    "mse": ("mse", "mean squared error", "mean square error", "squared error"),
    "observation": ("observation", "obs"),
    "rmse": ("rmse", "root mean squared error", "root mean square error", "rms error", "root mse", "square root of the mse",
             "square root of the mean squared error", "square root of mse", "square root of mean squared error"),
    "mae": ("mae", "mean absolute error"),
    "absolute": ("absolute", "abs"),
    "mape": ("mape", "mean absolute percentage error"),
    "log-loss": ("log loss", "logloss", "cross entropy", "crossentropy", "cross entropy loss", "bce", "nll", "negative log likelihood"),
    "log-likelihood": ("log likelihood", "loglikelihood", "loglik", "log lik", "llf", "ll"),
    "gravity": ("gravity", "gravitational acceleration", "acceleration gravity", "acceleration due gravity",
                "acceleration of gravity", "acceleration due to gravity"),
    "loss": ("loss", "cost", "objective", "objective value", "loss value", "training loss value"),
    "error": ("error", "err", "residual"),
    "score": ("score",),
    "inertia": ("inertia", "within cluster sum square", "distortion"),
    "silhouette": ("silhouette", "silhouette score"),
    "slope": ("slope", "gradient", "grad", "coefficient", "coef", "weight"),
    "intercept": ("intercept", "bias", "offset"),
    "train": ("train", "training", "in sample", "tr"),
    "test": ("test", "testing", "held out", "holdout", "hold out", "out of sample", "unseen", "te"),
    "validation": ("validation", "val", "valid", "dev"),
    "mean": ("mean", "average", "avg", "mu"),
    "standard-deviation": ("standard deviation", "std", "stdev", "stddev", "spread"),
    "variance": ("variance", "var"),
    "maximum": ("maximum", "max", "maximal", "highest", "largest", "biggest", "greatest", "longest", "peak"),
    "minimum": ("minimum", "min", "minimal", "lowest", "smallest", "shortest", "fewest"),
    "number": ("number", "num", "n", "nb", "count", "amount", "many", "total number", "no", "space size"),
    "best": ("best", "optimal", "optimum", "opt", "winning", "winner", "won", "selected"),
    "true": ("true", "ground truth", "truth"),
    "confidence-interval": ("confidence interval", "ci", "conf int", "interval", "credible interval"),
    "initial": ("initial", "init", "starting", "start", "initially", "starting point", "starting value", "start value",
                "initial guess", "x 0", "p 0"),
    "fold": ("fold", "n split", "num split", "number of split", "k fold", "cv split"),
    "converged": ("converged", "success", "succeed", "succeeded", "successful", "convergence reached"),
    "optimization": ("optimization", "minimize", "minimization", "optimize", "optimisation", "optimise", "minimise", "minimisation"),
    "difference": ("difference", "diff", "gap"),
    "ratio": ("ratio", "quotient"),
    "share": ("share", "fraction", "proportion", "percentage", "percent", "pct", "fractional"),
    "median": ("median",),
    "standard-error": ("standard error", "se", "std err", "stderr", "standard err", "sem"),
    "uncertainty": ("uncertainty", "uncert", "unc", "error bar", "sigma", "err", "error", "delta"),
    "chi-square": ("chi square", "chi squared", "chi 2", "chi2", "chisq", "chi sq"),
    "final": ("final", "last", "end", "ending", "eventual"),
    "prediction": ("prediction", "pred", "predicted", "forecast", "yhat", "y hat"),
    "boundary": ("boundary", "bc", "boundary condition", "decision boundary", "border"),
    "physics": ("physics", "physic", "physical", "pde", "residual pde", "equation"),
    "confusion": ("confusion", "confusion matrix"),
    "feature": ("feature", "predictor", "column", "variable"),
    "importance": ("importance", "feature importance"),
    "time": ("time", "training time", "train time", "fit time", "fitting time", "execution time", "computation time",
              "duration", "elapsed", "seconds", "runtime", "wall time"),
    "threshold": ("threshold", "cutoff", "cut off", "thresh"),
    "temperature": ("temperature", "temp"),
    "initial-temperature": ("initial temperature", "starting temperature", "start temperature", "initial temp", "t init", "init t", "t 0", "t start"),
    "cooling": ("cooling", "cooling factor", "cooling rate", "alpha"),
    "probability": ("probability", "prob", "proba", "chance"),
    "distribution": ("distribution", "histogram", "hist", "histplot", "displot", "distplot"),
    "boxplot": ("boxplot", "box plot", "boxenplot"),
    "violin": ("violin", "violinplot"),
    "scatter": ("scatter", "scatterplot", "stripplot", "swarmplot"),
    "bar": ("bar", "barplot", "barh", "countplot"),
    "line": ("line", "lineplot"),
    "kde": ("kde", "kdeplot"),
    "regression": ("regression", "regplot", "lmplot"),
    "pair": ("pair", "pairplot"),
    "heatmap": ("heatmap", "heat map"),
    "contour": ("contour", "contourf", "tricontour", "tricontourf"),
    "cumulative-distribution": ("cumulative distribution", "cumulative distribution function", "cdf", "ecdf", "empirical cdf"),
    "eigenvalue": ("eigenvalue", "eigval", "eigenval"),
    "eigenvector": ("eigenvector", "eigvec", "eigenvec"),
    "parameter-count": ("number of parameter", "total number of parameter", "number of trainable parameter", "trainable parameter",
                        "total number of trainable parameter", "n parameter", "n param", "num param", "num parameter",
                        "parameter count", "param count", "total param", "total parameter", "number of weight"),
    "annual": ("annual", "yearly", "per year", "annually"),
    "monthly": ("monthly", "per month"),
    "history": ("history", "trace", "curve", "trajectory", "evolution", "progress", "trend"),
    "model": ("model", "classifier", "clf", "regressor", "reg model", "estimator object", "network", "net", "predictor"),
    "dataset": ("dataset", "data set", "data"),
    "cross-validation": ("cross validation", "cv", "crossvalidation", "cross validated", "crossvalidated", "cross val"),
    "before": ("before", "prior", "beforehand"),
    "after": ("after", "posterior", "afterwards"),
    "velocity": ("velocity", "speed", "vel"),
    "height": ("height", "altitude", "elevation"),
    "repeat": ("repeat", "repetition", "replication", "replicate", "rep"),
    "expiry": ("expiry", "maturity", "expiration"),
    "restart": ("restart", "random restart", "n init"),
    "embedding-size": ("embedding dimension", "embedding dim", "embedding size", "embed dim", "model dimension", "d model"),
    "explained-variance-ratio": ("explained variance ratio", "variance explained ratio", "share of variance explained", "ratio of variance explained",
                                 "fraction of variance explained", "proportion of variance explained", "share of explained variance",
                                 "explained variance share", "ratio of explained variance", "fraction of explained variance",
                                 "proportion of explained variance"),
    "dimension": ("dimension", "dim", "dimensionality"),
    "significance-level": ("significance level", "level of significance", "alpha"),
    "lower-end": ("lower bound", "lower end", "lower limit", "lower edge", "lower", "low", "lo"),
    "upper-end": ("upper bound", "upper end", "upper limit", "upper edge", "upper", "high", "hi"),
    "t-statistic": ("tstatistic", "tstat", "t value", "tvalue"),
    "margin-of-error": ("margin of error", "error margin", "margin", "moe"),
    "p-value": ("p value", "pvalue", "p val", "pval"),
    "quantile": ("quantile", "percentile", "pctl"),
    "null-hypothesis": ("null hypothesis", "hypothesis", "h 0"),
    "rejected": ("rejected", "reject", "rejection", "null hypothesis rejected", "hypothesis rejected", "reject null hypothesis", "h 0 rejected", "reject h 0"),
    "subdivision": ("subdivision", "segment", "interval", "discretization step", "discretisation step", "discretization point",
                    "discretisation point", "discretization interval", "discretisation interval", "grid point"),
    "window": ("window", "window size", "lag"),
    "horizon": ("horizon", "forecast horizon"),
}  # fmt: skip
"""Concept → how people call it."""

RELATED: Mapping[frozenset[str], float] = {
    frozenset({"epoch", "iteration"}): 0.8,
    frozenset({"threshold", "tolerance"}): 0.65,
    frozenset({"loss", "error"}): 0.6,
    frozenset({"loss", "mse"}): 0.7,
    frozenset({"loss", "log-loss"}): 0.75,
    frozenset({"error", "mse"}): 0.75,
    frozenset({"error", "rmse"}): 0.75,
    frozenset({"error", "mae"}): 0.75,
    frozenset({"score", "accuracy"}): 0.7,
    frozenset({"score", "r2"}): 0.7,
    frozenset({"score", "f1"}): 0.6,
    frozenset({"score", "auc"}): 0.6,
    frozenset({"score", "silhouette"}): 0.7,
    frozenset({"test", "validation"}): 0.6,
    frozenset({"component", "part"}): 0.9,
    frozenset({"component", "term"}): 0.9,
    frozenset({"cluster", "component"}): 0.3,
    frozenset({"hidden", "number"}): 0.2,
    frozenset({"neighbour", "cluster"}): 0.0,
    frozenset({"sample-count", "number"}): 0.5,
    frozenset({"maximum", "best"}): 0.5,
    frozenset({"minimum", "best"}): 0.4,
    frozenset({"mean", "score"}): 0.2,
    frozenset({"sample", "point"}): 0.8,
    frozenset({"kde", "density"}): 0.9,
    frozenset({"sample", "observation"}): 0.9,
    frozenset({"observation", "point"}): 0.8,
    frozenset({"confusion", "accuracy"}): 0.0,
    frozenset({"history", "loss"}): 0.1,
    frozenset({"noise", "standard-deviation"}): 0.5,
    frozenset({"variance", "standard-deviation"}): 0.4,
    frozenset({"launch", "initial"}): 0.8,
    frozenset({"embedding-size", "dimension"}): 0.75,
    frozenset({"explained-variance-ratio", "r2"}): 0.8,
    frozenset({"distance", "position"}): 0.6,
    frozenset({"standard-error", "uncertainty"}): 0.85,
    frozenset({"standard-deviation", "uncertainty"}): 0.85,
}
"""Concepts that are near but not the same, and how near (0 to 1)."""

LIGHT: frozenset[str] = frozenset({
    "before", "after",
    "number", "final", "best", "mean", "maximum", "minimum", "score", "value", "total", "rate", "size", "result", "initial",
    "overall", "current", "resulting", "estimate", "learn", "single", "own", "simple", "compute", "model", "dataset", "set", "level", "time", "train", "used", "chosen", "fitted",
    "estimated", "share", "people", "person", "individual", "money", "amount", "trained", "learned", "computed", "selected", "history", "point", "solver", "strength", "each", "parameter", "one", "two", "three", "four", "five", "six", "panel", "subplot", "grid", "interactive", "static",
    "bar", "scatter", "line", "pie", "box", "side", "big", "small", "whole", "complete", "plain", "overview", "left", "right", "upper", "lower", "row",
    "cross-validation", "fold", "method", "element", "item", "term", "part", "piece", "member", "case", "test", "validation", "limit", "cap", "factor", "comparison", "est",
    "null-hypothesis", "lower-end", "upper-end", "assume", "assumed", "include", "included", "apply", "applied", "cause", "caused", "employ", "employed", "involve", "involved", "adopt",
    "adopted", "incur", "incurred", "fly", "flown", "travel", "traveled", "travelled", "underlying", "respective", "observe", "observed", "based", "seven", "eight", "nine", "ten", "twelve", "typical", "particular",
})  # fmt: skip
"""Concepts and words that say little by themselves: they count less in a match."""

SETTINGS: frozenset[str] = frozenset({
    "learning-rate", "batch-size", "epoch", "hidden", "seed", "dropout", "momentum", "optimizer", "activation", "kernel", "test-share",
    "number", "size",
})  # fmt: skip
"""Concepts that are hyperparameters wherever they stand."""

SAMPLES: frozenset[str] = frozenset({"sample-count", "sample", "observation", "row", "record", "data point"})
"""What `n` counts by convention."""

ROWS: frozenset[str] = frozenset({
    "point", "row", "sample", "observation", "record", "entry", "trial", "run", "case", "step", "item", "iteration",
})  # fmt: skip
"""What people call the items of data."""

SORTS: frozenset[str] = frozenset({
    "schedule", "policy", "strategy", "type", "mode", "sort", "variant", "name", "rule", "scheme", "function",
})  # fmt: skip
"""What people call a setting that is a word."""

ALGORITHMS: frozenset[str] = frozenset({
    "forest", "tree", "svm", "svc", "svr", "lasso", "ridge", "knn", "neighbour", "boosting", "boosted", "adaboost", "xgboost", "lightgbm",
    "catboost", "logistic", "bayes", "kmeans", "dbscan", "perceptron", "mlp", "isolation", "lstm", "cnn", "gru", "rnn", "transformer",
    "autoencoder", "stump", "quadratic", "cubic",
})  # fmt: skip
"""Words for kinds of model: a model of one kind is none of another."""

UI_NOUNS: frozenset[str] = frozenset({
    "slider", "switch", "dropdown", "checkbox", "knob", "control", "field", "box", "selector", "toggle", "input", "form", "widget", "chosen",
    "choice", "selection", "radio", "picker", "option",
})  # fmt: skip
"""What people call UI elements."""

CONTROLS: frozenset[str] = frozenset({"slider", "dropdown", "checkbox", "knob", "widget", "toggle", "switch"})
"""those of them that are nothing else"""

PREPOSITIONS: frozenset[str] = frozenset({"for", "of", "from", "in", "on", "at", "by", "with", "to", "over", "per"})
"""What makes the name behind it another thing's: `the seed for P` is not P."""

STOP: frozenset[str] = frozenset({
    "them", "everything's", "a", "an", "the", "of", "for", "in", "on", "at", "to", "from", "by", "with", "and", "or", "as", "is", "are", "was", "were",
    "be", "been", "it", "its", "this", "that", "these", "those", "we", "i", "you", "our", "your", "my", "their", "they", "he",
    "which", "what", "when", "where", "how", "who", "whose", "there", "here", "please", "should", "shall", "will", "would",
    "can", "could", "must", "may", "might", "do", "does", "did", "done", "has", "have", "had", "make", "made", "so", "also",
    "then", "too", "into", "onto", "out", "up", "over", "under", "during", "while", "once", "per", "any",
    "some", "such", "both", "all", "each", "every", "separately", "separate", "individually", "individual", "together", "run",
    "runs", "metric", "metrics", "parameter", "parameters", "param", "params", "hyperparameter", "hyperparameters", "artifact",
    "artifacts", "artefact", "artefacts", "mlflow", "log", "logged", "track", "tracked", "record", "recorded", "save", "saved",
    "store", "stored", "keep", "kept", "report", "reported", "whole", "full", "own", "one", "ones", "actual", "given", "get",
    "got", "gets", "let", "us", "see", "notebook", "cell", "use", "using", "used", "value", "values", "setting", "settings",
    "figure", "plot", "chart", "picture", "image", "graph", "png", "svg", "file", "it's", "name", "named", "called", "being", "same", "other", "itself", "new", "hyper", "via", "s", "t", "current", "currently", "against", "between",
    "we've", "along", "just", "only", "simple", "note", "write", "down", "way", "configuration", "config", "end",
    "we're", "develop", "develops", "evolve", "evolves", "behaves", "look", "looks", "like", "want", "need", "needs",
    "wanted", "wish", "show", "shown", "appear", "later", "compare", "compared", "differ", "different", "various", "relevant", "tried", "tested", "examined", "considered", "evaluated", "fit", "fits", "important",
    "main", "available", "everything", "anything", "thing", "things", "number's", "press", "click", "user", "someone", "somebody",
    "pick", "picked", "chose", "result", "results", "displayed", "printed", "shows", "prints", "actually", "came", "come", "turned", "reached", "found", "took", "taken", "went", "go", "goes", "take", "carry", "carries",
    "become", "becomes", "vs", "versus", "needed", "stand", "stands", "stood", "belong", "belongs", "that's", "gave", "give", "gives",
    "achieved", "attained", "obtained", "ends", "ended", "kind", "whether", "if", "plus", "minus", "well", "though", "however", "still", "even", "entry", "entries",
})  # fmt: skip
"""Words that never help to find a symbol."""

MEASURES = frozenset({
    "loss", "accuracy", "error", "score", "r2", "mse", "rmse", "mae", "mape", "f1", "auc", "precision", "recall",
    "inertia", "silhouette", "log-loss", "residual", "perplexity", "reward", "cost", "objective", "likelihood",
    "divergence", "elbo", "energy", "distance", "regret", "bic", "aic",
})  # fmt: skip
"""concepts that say how good something came out"""

NUMERIC = frozenset({
    "learning-rate", "epoch", "iteration", "batch-size", "depth", "tree", "number", "momentum", "dropout", "tolerance",
    "test-share", "noise", "degree",
})  # fmt: skip
"""settings that are numbers"""

SPLITS = frozenset({"train", "test", "validation"})
"""the parts of the data that something is measured on"""
