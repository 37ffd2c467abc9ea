"""The optional language model: it answers what the rules would ask back, and nothing else.

The rules read first. Only questions that a symbol of the notebook could answer go to the model, with the task and a
table of what exploring found; it replies with ids out of that table. So

- a task that the rules understand has the same plan with and without a model, costs nothing and leaves the house never,
- what the rules or the task's own `tracking:` block settled cannot be changed by a model, nor by a notebook that speaks
  to it: the worst that can come back is another symbol of the same notebook, which the notes name and the proof checks,
- names, keys, paths and expressions are made by the rules: no text of the model's enters a plan or a result,
- whatever goes wrong with a model, the rules' questions are there to be asked.

The price: what the rules misread without a question, a model cannot mend.
"""

from worker.interpret.llm.interpreter import LlmInterpreter

__all__ = ["LlmInterpreter"]
