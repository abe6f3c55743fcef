"""The one vocabulary of mistakes: every failed check and every audit names one of these.

A leaf: it imports nothing of the course and nothing heavy.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """A mistake that people really make, named once for messages, answers and reports."""

    id: str
    title: str
    symptom: str
    why: str
    lesson: str


@dataclass(frozen=True)
class Finding:
    """One thing that was seen to be wrong.

    Attributes:
        misconception: an id in ``REGISTRY``.
        what: what was expected and what came, in one sentence.
        seen: the observation behind it, in one sentence.
        look: where to look; a question or a place, never the fix.
    """

    misconception: str
    what: str
    seen: str
    look: str

    def __post_init__(self) -> None:
        if self.misconception not in REGISTRY:
            raise KeyError(f"Expected an id of course.misconceptions, got {self.misconception!r}.")

    def __str__(self) -> str:
        return f"{self.what}\n{self.seen}\nLook at: {self.look}  [{self.misconception}]"


# id: title | symptom | why it happens
_ANY = """
not-attempted: Not written yet | The stub is untouched | The exercise was skipped, or its cell was not run again
no-return: The function returns nothing | The result is None | A print, or an assignment, instead of a return
own-error: The code raised an error of its own | A traceback from the student's code | A slip in the code, not an idea about heads
not-a-function: Something else stands where the function was | The name holds a value | The name was reused for a variable
wrong-type: A value of another kind came back | A list, a module or a string where a number or a tensor belongs | The contract in the exercise was read too fast
hard-coded: One case was typed in | Right on the example, wrong on other inputs | A number was copied from an output instead of computed
rounded: The result was rounded | Right to a digit or two | round() inside the function, whole-number division, or a number copied from an output
wrong-value: Another number | Neither the right one nor a known mistake | A slip in the formula
another-error: Another kind of error is raised | KeyError where ValueError was asked for | The error is whatever the code ran into
arguments-changed: The input was changed in place | The caller's tensor holds other values afterwards | In-place operations and augmented assignment work on the caller's object
"""

_START = """
run-is-enough: Running a cell was taken for answering it | A stub that was run, unchanged | A check is thought to count what was run
text-is-compared: The check was thought to compare texts | Code is bent to look like a model solution | Many graders work that way
first-not-largest: The first entry was taken for the largest | Right only when class 0 wins | Index 0 was read as 'best'
value-not-index: The largest value was returned, not its position | A logit such as 2.5 where a class index belongs | max() and argmax() answer different questions
smallest-index: The smallest logit was picked | The least likely class | argmin or an ascending sort
one-for-the-batch: One answer for the whole batch | argmax without dim looks at a flattened tensor | The batch dimension was forgotten
over-the-batch: The comparison ran over images, not classes | As many answers as classes | dim=0 is the batch
"""

_ROLES = """
counted-tensors: Tensors were counted, not numbers | A share such as 2/62 | len(list(parameters())) counts tensors; numel() counts what is in them
percent-not-fraction: A percentage instead of a fraction | 100 times too large | The unit was not read
upside-down: The fraction is upside down | A share above 1 | The whole was divided by the part
head-over-backbone: The head was divided by the rest | A ratio, larger than the share | 'Share of the whole' has the head in the denominator too
frozen-not-counted: Frozen parameters were left out | Another share as soon as something is frozen | 'Trainable' was read as 'is a parameter'
buffers-counted: Buffers were counted as parameters | BatchNorm statistics in the sum | state_dict() holds buffers too
weights-without-bias: The bias was forgotten | Slightly too small | Only .weight was counted
argument-ignored: An argument is ignored | The answer does not change with it | A name such as model.fc was typed in instead of the argument
features-are-logits: The logits were returned as features | 1000 values an image | The head was run too
flatten-missing: Pooled, but not flattened | Shape (N, F, 1, 1) | The flatten happens in forward(), so cutting off the last child loses it
pooling-missing: A feature map was returned | Shape (N, F, h, w) with h, w > 1 | What enters the head is pooled first
batch-dimension-lost: A batch of one loses its batch dimension | Shape (F,) for one image | squeeze() removes every dimension of size 1
wrong-features: Not what enters the head | model.fc(features) is not model(x) | Another layer's output was taken, or something was applied to it
head-left-replaced: The head was taken off and not put back | The model no longer classifies afterwards | fc was set to Identity and stayed so
hook-left-behind: A hook stayed on the model | It runs at every later forward pass | register_forward_hook returns a handle that must be removed
mode-changed: Train or eval mode was changed | Dropout and BatchNorm behave otherwise afterwards | eval() or train() without remembering what was there
weights-changed: The model's own tensors were changed | Other values, names or flags after the call | An update, a re-initialisation, or BatchNorm run in train mode
logits-not-probabilities: Logits were shown as probabilities | Values below 0 or above 1 | A classifier ends in logits; softmax is applied when somebody wants to read them
softmax-over-batch: Softmax ran over the batch | Columns sum to 1, rows do not | dim=0 is the batch
sigmoid-for-softmax: Sigmoid for exclusive classes | The probabilities of an image do not sum to 1 | Sigmoid treats each class as a question of its own
renormalised-top-k: The k best were made to sum to 1 | Probabilities too high | Softmax was applied after the selection
not-descending: Not sorted from most to least likely | The best is not first | An ascending sort, or the order of the classes
wrong-category: Name and probability do not belong together | Right numbers, other names | The indices of topk were not used to look up the names
list-per-image: The lists are not one per image | Another nesting | The batch was treated as one image
head-unchanged: The old head is still there | 1000 outputs | The new layer was built but not put into the model
dead-attribute: The new layer is registered but never called | Old outputs, new parameters without gradient | nn.Module accepts any attribute; forward() reads only its own
out-features-edited: An attribute was edited, not the layer | repr says the new size, the weight has the old one | out_features is only a label; the weight is the layer
stacked-on-logits: The new layer sits on the old logits | The old head's weights are still used | 'Add a layer at the end' is not 'replace the head'
sliced-logits: The old logits were cut off | Some ImageNet classes under new names | A slice keeps rows that were trained for other classes
width-mismatch: The new layer does not fit what feeds it | mat1 and mat2 shapes cannot be multiplied | in_features was typed in, or arguments were swapped
wrong-class-count: Another number of classes than asked for | The output's width ignores num_classes | A number was typed in
softmax-in-head: The head ends in softmax | Rows sum to 1; cross-entropy has a floor | Cross-entropy applies log-softmax itself
sigmoid-in-head: The head ends in sigmoid | Every output lies in 0..1 | The loss with 'logits' in its name applies it itself
clipped-logits: The logits are clipped | No output below 0, or none far from 0 | An activation behind the last layer
backbone-changed: The pretrained backbone was lost or changed | Its tensors differ from before | A new model was built, or every layer was re-initialised
swap-also-froze: Other parameters were frozen or thawed too | requires_grad flags differ from before | Swapping and freezing are two decisions
head-frozen: The new head cannot learn | No gradient reaches it | It was frozen, or its output was detached
dropout-in-eval: Dropout is active in eval mode | Two passes over the same images differ | A new layer starts in train mode, or F.dropout was called without training=
returned-the-head: The layer was returned, not the model | It does not take images | The function's last expression was the assignment's right side
forward-error: The forward pass fails | An error where logits were expected | A layer in the path does not fit its input
wrong-output: The output is not one row of logits an image | Another shape or a tuple | Something was added to, or taken from, the path
not-a-pair: Not a pair of head and loss | One value, or the two in the other order | The contract was read too fast
class-not-instance: A class where an object belongs | nn.CrossEntropyLoss without () | A loss module has to be made before it is called
one-logit-cross-entropy: Cross-entropy on a single logit | The loss is exactly 0 | Softmax over one value is always 1
loss-of-another-task: The loss belongs to another kind of task | Other targets, or another value | The number of right answers an image can have was not asked
bce-without-logits: A loss for probabilities got logits | 'should be between 0 and 1' | BCELoss expects probabilities, BCEWithLogitsLoss logits
nll-on-logits: NLLLoss on plain logits | A negative loss | NLLLoss expects log-probabilities
unknown-kind-accepted: An unknown kind passes silently | No ValueError | An else branch catches everything
log-base: Another base of the logarithm | log2 or log10 of the number of classes | Cross-entropy in PyTorch is in nats
accuracy-not-loss: Chance accuracy was given as a loss | 1/C | Accuracy and loss are two scales
sign-of-the-log: The sign is lost | A negative loss | log(1/C) is negative; the loss is its negative
floor-is-not-chance: The floor was taken for the loss at chance | ln C | Chance is where training starts, the floor is where it is stuck
floor-is-zero: The floor was taken to be zero | 0 | With softmax in the head the best score is 1 against 0, not infinity
off-by-one-class: The right class was counted among the wrong ones | Slightly too large | C instead of C - 1
swap-is-not-freeze: A swap was taken for a freeze | All parameters stay trainable | Many texts say 'only the head is trained' and never set requires_grad
head-is-not-accuracy: A swap was taken for a guarantee | A new head is random | Accuracy comes from training and is measured
must-retrain: Training from zero was thought necessary | Features go unused | A head, k-NN or logistic regression on features works
head-sees-edges: The head was taken for what finds features | "The head detects edges" | The parts of a network are learned as one thing
first-loss-is-zero: An untrained head was thought to be sure | A first loss of 0 | 0 looks like the natural start of a curve
head-is-always-linear: Every head was taken for nn.Linear called fc | AttributeError elsewhere | ResNet is the example everybody uses
old-head-must-match: The new head was matched to the old one | Only the width before it matters | Both are layers at the same place
"""

_FINDING = """
"""

_SHAPES = """
"""

_FREEZING = """
"""

_OPTIMIZER = """
"""

_METRICS = """
"""


def _entries(text: str, lesson: str) -> dict[str, Misconception]:
    entries = {}
    for line in text.strip().splitlines():
        key, rest = line.split(": ", 1)
        entries[key] = Misconception(key, *(part.strip() for part in rest.split(" | ")), lesson)
    return entries


REGISTRY: dict[str, Misconception] = {
    **_entries(_ANY, "every lesson"),
    **_entries(_START, "00_start_here"),
    **_entries(_ROLES, "01_head_roles"),
    **_entries(_FINDING, "02_finding_the_head"),
    **_entries(_SHAPES, "03_shape_mismatch"),
    **_entries(_FREEZING, "04_freeze_order"),
    **_entries(_OPTIMIZER, "05_optimizer_rebuild"),
    **_entries(_METRICS, "06_metric_pitfalls"),
}
