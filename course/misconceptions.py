"""The one vocabulary of mistakes: every failed check and every audit names one of these.

A leaf: it imports nothing of the course and nothing heavy.
"""

import re
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
        what: what was expected and what was received, in one sentence.
        seen: the observation behind it, in one sentence.
        look: where to look; a question or a place, never the fix.
        where: the names of the parameters or modules that it is about, as far as there are any.
    """

    misconception: str
    what: str
    seen: str
    look: str
    where: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.misconception not in REGISTRY:
            raise KeyError(f"Expected an id of course.misconceptions, got {self.misconception!r}.")

    def __str__(self) -> str:
        return f"{self.what}\n{self.seen}\nLook at: {self.look}  [{self.misconception}]"


def named_in(text: str) -> str | None:
    """The id that a message, or a traceback, ends in."""
    match = re.search(r"\[([a-z0-9-]+)\]\s*$", text)
    return match and match[1]


# id: title | symptom | why it happens
_ANY = """
not-attempted: Not written yet | The stub is untouched | The exercise was skipped, or its cell was not run again
no-return: The function returns nothing | The result is None | A print, or an assignment, instead of a return
own-error: The code raised an error of its own | A traceback from the student's code | A slip in the code, not an idea about heads
not-a-function: Something else stands where the function was | The name holds a value | The name was reused for a variable
wrong-type: A value of another kind was returned | A list, a module or a string where a number or a tensor belongs | The contract in the exercise was read too fast
hard-coded: One case was typed in | Right on the example, wrong on other inputs | A number was copied from an output instead of computed
rounded: The result was rounded | Right to a digit or two | round() inside the function, whole-number division, or a number copied from an output
wrong-value: Another number | Neither the right one nor a known mistake | A slip in the formula
another-error: Another kind of error is raised | KeyError where ValueError was asked for | The error is whatever the code ran into
taken-from-library: The course's own function was handed in | A call of course.heads or course.metrics where writing it is the exercise | Using a helper was taken for writing it
hook-replaces-output: A hook returned something | The next layer receives something that is not a tensor | What a hook returns replaces the layer's input or output
arguments-changed: The input was changed in place | The caller's tensor holds other values afterwards | In-place operations and augmented assignment work on the caller's object
"""

_START = """
run-is-enough: Running a cell was taken for answering it | The starter code was run unchanged | A check is thought to count what was run
text-is-compared: The check was thought to compare texts | Code is bent to look like a model solution | Many graders work that way
first-not-largest: The first entry was taken for the largest | Right only when class 0 wins | Index 0 was read as 'best'
value-not-index: The largest value was returned, not its position | A logit such as 2.5 where a class index belongs | max() and argmax() answer different questions
smallest-index: The smallest logit was picked | The least likely class | argmin or an ascending sort
one-for-the-batch: One answer for the whole batch | argmax without dim looks at a flattened tensor | The batch dimension was forgotten
over-the-batch: The comparison ran over images, not classes | As many answers as classes | dim=0 is the batch
seeing-is-naming: A model was thought to name what it has no word for | 'dahlia' from a model without that category | The backbone sees and the head names; they are learned together
silence-is-possible: A classifier was thought able to say nothing | No answer for something unknown | One of the scores is always the largest
unknown-is-an-error: An error was expected for something unknown | The program runs and names a wrong category | The model receives pixels, and cannot know that a word is missing
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
another-mode-used: The forward pass ran in another mode | Features of eval mode for a model in train mode | eval() was called because it usually is
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
logits-have-a-sum: A fixed sum of the logits was assumed | 0 or 1000 was expected | Softmax fixes a sum; a linear layer does not
loss-counts-classes: Cross-entropy was thought to compare numbers of classes | An error is expected for 1000 outputs and ten classes | It only needs every label to be below the number of outputs
unused-outputs-ignored: Outputs without a label were thought to be left out | A loss as for ten classes is expected | All outputs share one softmax
"""

_FINDING = """
frozen-is-not-dead: A frozen parameter was taken for a dead one | Backbone names among the dead | No gradient has two reasons: no path, or nobody asked for it
zero-is-not-none: A gradient of zeros was taken for no gradient | Layers before a head of zeros are called dead | Zero is a gradient; None means that there is no path to the output
alive-for-dead: The living parameters were named | All but the dead ones | The condition is the wrong way round
old-gradients-read: Gradients of an earlier pass were read | A dead layer with a .grad seems alive | .grad stays until somebody clears it
run-is-not-used: A layer that runs was taken for one that matters | Its output is thrown away | A hook sees calls, not what becomes of the result
layers-for-parameters: Layers were named instead of parameters | 'fc' where 'fc.weight' belongs | named_modules() and named_parameters() name different things
gradients-left-behind: Gradients stayed on the model | Another .grad than before the call | backward() adds to .grad of every parameter on the way
forward-in-train-mode: A look at the model changed it | BatchNorm's statistics moved | In train mode every forward pass updates them
container-not-layer: A container was taken for the head | 'classifier' where the head is one layer in it | Many models keep the head in a Sequential
no-such-layer: The path leads nowhere | AttributeError from get_submodule | A name from another architecture, or brackets instead of dots
wrong-attribute: One architecture's name was used for all | Right for ResNets only | Every family names its head as it likes
last-is-not-head: The last module was taken, whatever it is | A ReLU, a dropout or a pooling | In some models other layers follow the head
not-the-last-layer: A layer further in was taken | Its output is another layer's input | The first Linear of several was found
registered-not-executed: Registration order was taken for execution order | A stray layer is found | named_modules() lists what was assigned, not what is called
not-the-same-layer: A look-alike was returned | Another object than the model's | The layer was copied or made again
linear-for-conv: A Linear was put where a Conv2d belongs | mat1 and mat2 shapes cannot be multiplied | SqueezeNet's head works on a map, before the pooling
container-replaced: A whole container was replaced by one layer | Dropout, norm or hidden layers are gone | 'The classifier' was taken for one layer
head-wrapped: The new layer is inside a container | Its keys have another path, such as fc.0.weight | A Sequential around a layer looks harmless, because the logits are right
dtype-lost: The new layer has another dtype | float32 in a float64 model | A new layer gets the default dtype
device-lost: The new layer is on another device | Two devices in one model | A new layer gets the default device
bias-changed: The bias appeared or disappeared | A bias where the old head had none | nn.Linear makes a bias unless it gets bias=False
dotted-attribute: A path was used as the name of one attribute | Keys that come twice, old outputs | setattr does not follow dots
registered-twice: The new layer has two names | A checkpoint holds it twice | A second attribute was meant as a handle for later
submodule-created: A typing error made a new layer | No error, old outputs | Assigning to a name that is not there creates it
silent-nothing: A call that did nothing said nothing | No error, and the old layer is still there | Skipping was taken for refusing
not-in-checkpoint: The head is not in the checkpoint | A reloaded model gives other logits | The layer is kept outside of the module tree
aux-head-forgotten: An auxiliary head was forgotten | One output still has the old classes | It shows only in train mode, or is averaged in
aux-heads-removed: Auxiliary heads were switched off | Fewer outputs than before | That silences the symptom
num-features-is-not-width: num_features was taken for the head's width | shapes cannot be multiplied | In some families a layer stands between the two
asked-for-download: Weights were asked for where none were wanted | An attempt to reach the network | pretrained=True is in most examples
wrapper-attribute: The wrapper got the new head | Old outputs, stray keys | DataParallel holds the model as .module
list-hides-parameters: Layers in a Python list | No parameter of theirs is found | Only module attributes are registered
names-lost-in-a-dict: Names were counted where they cannot repeat | Nothing comes twice | A dict, and so a state_dict, holds each name once
shared-is-not-twice: A shared tensor was taken for a name that comes twice | Two names of one tensor are listed | Names and tensors can repeat independently
shared-layer: One layer was taken for two | Both change together | [layer] * 2 repeats the reference
hook-removed: A hook of the model was removed | What it collected stays empty from now on | All hooks were cleared, not only one's own
late-binding: The functions made in a loop all see its last value | Every hook notes the same name | A function looks a name up when it runs, not when it is made
hook-on-old-head: A hook was expected to follow the name | It never fires again | Hooks belong to layer objects
"""

_SHAPES = """
message-not-read: A matmul error was not recognised | None where four numbers stand in the text | The pattern fits one wording, or a return is missing
any-numbers: Numbers were read wherever they stood | Line numbers, or numbers of another error | The first digits of a text are rarely the right ones
weight-order: The second matrix was read like a stored weight | expected and out are swapped | A weight is stored as (out, in); the multiplication uses its transpose
got-and-expected: The input's width and the expected width were swapped | The wrong side gets fixed | Both are the inner numbers of the message
batch-is-first: Images and features were swapped | The number of images as a width | The order of a batch's shape was not used
arguments-swapped: The two arguments of a layer were swapped | A head with as many outputs as there are features | Both are plain numbers, and none has a name in the call
dtype-mismatch: Two parts of a model have different dtypes | mat1 and mat2 must have the same dtype | A part was made or converted on its own
healthy-changed: A model that runs was repaired | Other logits than before | The model was repaired before it was diagnosed
good-layer-lost: A good layer was replaced | Its trained weights are gone, and no error says so | A new head removes any error, and the trained weights too
labels-from-one: The labels count from 1 | Target C is out of bounds, in some batches | Files made for people count from 1
label-out-of-range: A label is not a class | IndexError, or a dead GPU process | Labels of another data set, or a wrong num_classes
float-targets: The targets are floats | expected target dtype to be Long | A table was read with one type for all columns
targets-not-flat: The targets have two dimensions | multi-target not supported | A column was taken out as a table, or as one-hot rows
all-ignored: Every target is -100 | The loss is nan | -100 is ignored by cross-entropy, and the mean of nothing is nan
empty-batch: The batch is empty | The loss is nan | A filter or a split left nothing
trouble-not-named: The error does not say what is wrong | A ValueError that helps nobody | The message was written for the test, not for a reader
good-targets-refused: Good targets were refused | A ValueError for labels that cross-entropy takes | A test asks for more than the contract does
body-skipped: A part of the backbone was left out | A trained layer is random again, and no error says so | Every mismatch was treated as if it were the head's
loaded-nothing: Nothing was loaded | The model is as random as before, without an error | strict=False also accepts a checkpoint with no fitting key
missing-key-passed: A missing key went unnoticed | A layer of the backbone keeps its random numbers | Only the keys that are there were looked at
extra-key-passed: A key that the model does not have went unnoticed | A part of the checkpoint is not used | Only the model's own keys were looked at
head-by-name: The head was recognised by a part of its name | A layer of the backbone with such a name is skipped too | fc and classifier occur inside backbones
half-loaded: A refusal left the model changed | Tensors of both, after an error | load_state_dict copies what fits before it raises
mismatch-not-dropped: Another shape was left to strict=False | size mismatch for fc.weight | strict is about names, never about shapes
head-resized: The model's head was changed to fit the checkpoint | It has the old number of classes | The shapes fit then, but the task does not
skipped-not-told: The keys that were skipped are not what is returned | Module names, other keys, or none | How the caller uses the list was forgotten
one-prefix-only: A second prefix was left | _orig_mod. after module. | Wrappers can be wrapped
inner-wrapper-left: A prefix in the middle was left | layer1._orig_mod.0 | Only a part of the model was compiled
prefix-not-shared: A real layer lost its name | A layer called module | A wrapper's prefix begins every key, a layer's name does not
letters-not-prefix: A layer's name lost its first letters | layer1 became ayer1 | lstrip() takes any of the letters off, or a slice is one too long
prefix-inside-name: Letters were cut out of a layer's name | submodule. became sub | replace() works anywhere in a text
wrong-keys: Other keys than the bare model's | load_state_dict finds none of them | A slip in handling names
whole-model-saved: The model object was saved | UnpicklingError | torch.load reads weights only, and a state dict is what it reads
refusal-not-caught: An error was not turned into an answer | An error where True or False was asked for | A model refuses by raising an error
not-rebuilt: The checkpoint was loaded into a model that already had the weights | Always the same logits | The place where a checkpoint is used was forgotten
loads-is-not-works: Loading without an error was taken for working | Keys fit and logits differ | A state dict says nothing about forward()
buffers-not-saved: Buffers were not saved | BatchNorm's statistics are those of a new model | parameters() leaves them out
mode-ignored: Two models were compared in different modes | Logits differ with equal weights | A new model starts in train mode
size-by-rule: The size was judged by a rule | True for a model that refuses | A rule about sizes knows one family
refused-for-another-reason: An error was about something else | False for a size that the model takes | Any error was taken for one about the size
accepted-not-refused: The models that take the size were listed | The other half of the list | The question was read too fast
not-tried: The list was not found by trying | Too many names, or too few | A belief about families of models
fixed-input-size: A model was thought to work at one size only | Resizing where none is needed | Models are trained at one size
strict-means-shapes: strict=False was thought to allow other shapes | size mismatch, all the same | The word promises more than it does
every-mistake-is-loud: An error was expected for every mistake | Nobody looks for a silent one | Shape errors are the ones that one sees
"""

_FREEZING = """
froze-the-old-head: The old head was frozen, then thrown away | Everything is trainable after the swap | The flag belongs to the layer that left, not to the attribute's name
flag-on-module: requires_grad was set on a module | An attribute that nothing reads; the parameters keep their flags | Tensors have requires_grad, modules have the method requires_grad_()
flag-misspelt: The flag was misspelt | p.require_grad = False, and everything is trained | Python lets you invent attributes
trainable-by-module: The flag was read from a module, or from its name | Names that say nothing about requires_grad | Trainable is what the parameters say
frozen-by-name: Layers were chosen by a part of their name | Squeeze-and-excitation's fc1 and fc2 stay trainable | 'fc' is the head's name in one architecture
left-trainable: A part outside the head is still trained | More trainable tensors than the head has | Only some of the model's parts were gone through
batchnorm-drifts: BatchNorm's running statistics still move | Buffers change in every forward pass of train mode | They are no parameters: requires_grad does not reach them
eval-undone: eval() was undone by the next train() | Still until train() is called, then drifting | train() sets the mode of every module inside
batch-statistics: The batch's own statistics are used | An image's features depend on its neighbours | Running statistics that stay still are not yet used
train-mode-lost: train() does nothing any more | Dropout is off during training | The whole model was kept in eval mode to hold BatchNorm still
blocks-unordered: The blocks are not named from the head down | Right blocks, other order; or the first blocks of the model | Registration goes from the input to the head
head-counted: The head was counted as a block | One block too few is trained | The head is always trained; n counts what comes on top
empty-block-counted: Blocks without parameters were counted | Nothing new is trained at some stages | ReLU, pooling and dropout have nothing to thaw
minus-zero-slice: n = 0 thaws everything | names[-0:] is names[0:] | Minus zero is zero
schedule-not-reset: Blocks of an earlier call stay trainable | More trainable tensors than the list says | Only thawing was written, not the freeze before it
list-and-flags-differ: What was named is not what is trained | The list is right, the flags are not, or the other way round | Names and flags come from two pieces of code
stale-gradient: A gradient from before the freeze was applied | Frozen tensors move once more | The optimizer looks at .grad, not at requires_grad
zeroed-is-not-none: The gradient is zero instead of None | Momentum and weight decay still move frozen tensors | An optimizer skips a tensor without a gradient, not one with zeros
head-was-reset: What belongs to the head was cleared too | The head loses its momentum, or a gradient that was not used yet | More was cleared than the frozen part
optimizer-options-changed: The optimizer's options were changed | Another learning rate or decay, for the head too | Options belong to groups, and the head is in one
head-left-optimizer: The optimizer no longer moves the head | The head's gradient is there, and nobody uses it | More than the frozen part was taken out
weight-decay-myth: Weight decay was thought to shrink frozen weights | Frozen weights without a gradient stay exactly equal | Decay happens inside the step that the optimizer skips
freezing-is-a-must: Not freezing was taken for a mistake | Ordinary fine-tuning refused | Freezing is one way among several
eval-is-freezing: eval() was taken for freezing | Parameters are trained all the same | Mode and requires_grad are two switches
freezing-is-a-mode: requires_grad=False was thought to stop a layer | A frozen layer computes as before | The flag is about gradients, not about the forward pass
both-arms-alike: Two runs that were to differ are the same | Two equal or nearly equal numbers | One model was used twice, or one step is missing
arms-swapped: The two numbers are in the other order | The first is the higher one | The contract was read too fast
another-epoch: The accuracy of another epoch | Higher than after the last epoch | max(), or the first entry, instead of the last
drift-is-the-cost: The drift of running statistics was blamed for what batch statistics cost | No statistic moved, and the accuracy is lost all the same | The head is trained on features of one kind and judged on features of another
held-is-moved: What an optimizer holds was expected to move | Frozen tensors in the optimizer stay exactly equal | step() skips a tensor whose gradient is None
held-too-late: BatchNorm is held still only after the next train() | Statistics change in the first pass | An overridden train() does nothing until somebody calls it
swap-resets-flags: A swap was thought to make everything trainable | 62 trainable tensors expected, 2 found | A swap sets no flag; only the new layer is trainable
measured-in-training: Training accuracy was taken for validation | Too high, most of all with BatchNorm in train mode | history.train_accuracy is gathered while the weights move
"""

_OPTIMIZER = """
orphaned-optimizer: The optimizer drives another model's tensors | Training runs, and no parameter of this model moves | A copy, a new model, or load_state_dict(assign=True) after the optimizer was built
built-before-swap: The optimizer is older than the head | The new head never moves, and its gradient grows | An optimizer is a list of tensors, made once; it does not follow attributes
dead-held: The optimizer holds tensors that left the model | Memory and checkpoints grow | add_param_group adds; nothing removes the old layer
live-not-held: A trainable parameter is not in the optimizer | It gets gradients and never moves | The list was made, or filtered, before the parameter could be in it
held-twice: A tensor is listed more than once | It moves twice per step | Two lists that overlap were joined
state-of-the-dead: State was left for tensors that no group lists | Training works, state_dict() raises KeyError | The list of a group was replaced, its state was not
state-shape-clash: State of another shape | Loading works, the next step fails | Loading an optimizer goes by position and does not look at shapes
frozen-held: Frozen parameters are in the optimizer | An old gradient may move them | The list was not filtered by requires_grad
schedule-elsewhere: The schedule drives another optimizer | The learning rate never changes | A scheduler keeps the optimizer that it was built with
frozen-is-missing: Frozen parameters were reported as missing | Names of tensors that should not move | Being in the model was taken for being trainable
first-group-only: Only the first group was looked at | Right with one group, wrong with two | param_groups[0] is the example everybody uses
compared-values: Tensors were compared by their numbers | A copy passes for the original | Equal numbers were taken for one tensor
compared-shapes: Tensors were compared by shape | Another tensor of the same shape passes | Equal shapes were taken for one tensor
compared-names: Tensors were compared by name | The new layer passes for the old one of the same name | A name is where a tensor lives, not which one it is
compared-lengths: Only the lengths were compared | As many dead as new ones look like none | Two lists of one length were taken for one list
counted-numbers: Numbers were counted, not tensors | Far too large | numel() counts what is in a tensor
another-optimizer: The optimizer is of another class | SGD where AdamW was | The class was typed in
options-lost: Options of a group were lost | A rate or decay as in the defaults | The options live in the groups, and a new optimizer starts from defaults
stale-names: The names in a group are not those of its tensors | State is filed under other tensors' names in a checkpoint | param_names was copied like an option, and the list of tensors has changed
options-as-arguments: Options were passed to the constructor | TypeError: unexpected keyword argument | A group holds more keys than its class takes as arguments
groups-merged: Several groups became one | All parameters have the options of the first | model.parameters() knows no groups
new-in-wrong-group: A new parameter is in the wrong group | The head trains with the body's options | The first group was taken for the right one
rates-swapped: The body got the head's rate | The trained part is ruined, or the new part is slow | It was mixed up which of the two needs the larger steps
rate-zero: The learning rate is 0 | Gradients and steps, and no weight moves | A placeholder was left, or a factor was multiplied in as 0
rate-left-out: A group has no rate of its own | The optimizer's default rate | The argument lr was not put into that group
factor-is-not-rate: The factor was used as a rate | A rate of 10, or a tenth | It multiplies the body's rate
groups-overlap: A parameter fits two groups | some parameters appear in more than one parameter group | Two conditions that do not exclude each other
decay-on-norms: Biases or norm weights decay | Scales are pulled to zero | Weight decay is for matrices; a rule by name or kind of layer misses the rest
decay-lost: Weights do not decay any more | No decay where the optimizer asks for it | More was spared than biases and norms
momentum-lost: Optimizer state of the body was lost | The next steps are those of a fresh optimizer | State lives beside the parameters, and a new optimizer has none
state-by-position: State went to another tensor | A tensor moves along another one's history | Positions were matched, not tensors or names
head-not-clean: The new head has an old history | First steps along gradients of another layer | State was copied for every tensor
zero-head: What a head of zeros does was misjudged | The body stands still for one step, then moves | The gradient reaches the body through the head's weight
schedule-restarted: The schedule started again | The first, large rates are back | A new scheduler starts counting at zero
rate-not-carried: The new optimizer kept its own rate | A jump at the change, or for good | Many schedules compute a rate from the one before
schedule-ahead: The schedule is a step ahead | Right rates, too early | Building a scheduler takes a step of its own
schedule-forgets: The schedule follows another curve | Right now, wrong later | Today's rate was taken for all that a scheduler remembers
state-is-alias: The optimizer and the checkpoint share tensors | The next step rewrites the checkpoint | Assigning or copying a dict copies no tensor
head-overwritten: The new head was changed | Values of an old head in it | Part of another layer was copied in
body-not-restored: The body was not restored from the checkpoint | Values as before the call | Loading was skipped, or stopped early
buffers-not-restored: BatchNorm's statistics were not restored | Parameters are right, buffers are not | named_parameters() has no buffers
refused-too-late: Something changed before the refusal | Half of a checkpoint is loaded | The code looks for names after its first write
guessed-order: An order was guessed | State may belong to any tensor of that shape | Positions look like names
snapshot-is-alias: A snapshot is not a copy | Before and after are always equal | state_dict() returns the model's own tensors
buffers-not-watched: Buffers were left out | Statistics move unseen | parameters() has no buffers
tolerance-hides-a-step: A tolerance hides small steps | Small moves are not found | allclose ignores what a small learning rate does
summary-hides-a-step: One number stands for a tensor | Moves that keep the sum are not found | A sum or norm can stay while every number changes
compared-objects: Objects were compared, not numbers | Everything seems to have moved | Two copies are never one object
"""

_METRICS = """
mean-of-batches: Batch means were averaged | Another number as soon as batches differ in size | A mean of means gives each batch the same weight, not each image
nominal-batch-size: Every batch was taken for a full one | Slightly wrong, because the last batch is smaller | The batch size was used as the number of images
last-batch-only: One batch stands for all | The number jumps from run to run | A value is overwritten, or returned, inside the loop
last-batch-dropped: The last, smaller batch was left out | Some images are never looked at | drop_last, or a loop that ends one too early
classes-for-images: Classes were counted as images | Right divided by the wrong number | shape[1] of the logits counts classes, shape[0] images
batches-added: The batches' shares were added up | An accuracy above 1 | The division was forgotten
count-not-share: A count instead of a share | It grows with the number of images | The sum was not divided by the number of images
wrong-ones-counted: The wrong answers were counted | One minus the accuracy | != instead of ==, or the error rate
broadcast-comparison: (N, 1) was compared with (N,) | A matrix of N × N comparisons, no error | Broadcasting pairs every prediction with every target
iterated-twice: A stream was read twice | Right for a list, wrong for a generator | A generator is empty after its first use
impossible-answered: What has no answer was answered | A number where ValueError was asked for | The special case falls through to the ordinary formula
possible-refused: What has an answer was refused | ValueError where a number was asked for | The test for the special case looks at something else
truth-and-prediction-swapped: Truth and prediction were swapped | Precision and recall are swapped too | Argument orders differ between libraries, and both run
positive-first: The classes are in another order | [[TP, FN], [FP, TN]] where class 0 comes first | Textbooks put the positive class first, libraries sort the labels
repeats-lost: Repeated pairs were counted once | No count above 1 | Indexed assignment writes, it does not add up
hits-only: Only the right answers were counted | Zeros off the diagonal | Predictions and labels were compared before they were counted
shares-not-counts: Shares instead of counts | Rows or the whole sum to 1 | A normalised matrix looks like the matrix
absent-class-lost: A class that does not occur has no row | A smaller matrix, or shifted rows | The size was taken from the labels that happen to occur
per-class-accuracy: True negatives were counted too | Every class looks good | One class against the rest: most images are negatives
whole-in-denominator: Divided by all images | Values that sum to the accuracy | Precision and recall are shares of a column or a row
mean-not-harmonic: Precision and recall were combined in another way | F1 too high, or too low | The formula was guessed
hits-as-support: Right answers as support | Too small | Support is how many images the class has
averaged-too-early: One number for all classes | The weak class cannot be seen | An average was taken before the values were looked at
key-missing: An entry has another name | KeyError for whoever looks it up | The names were not copied
nan-left: 0/0 was left as it is | nan in the result, and in every mean of it | Nobody thought of a class that is never predicted, or never occurs
zero-division-in-f1: zero_division was used where nothing is 0/0 | F1 of 1 for a class that is never right | 2PR/(P+R) is 0/0 there, 2TP/(2TP+FP+FN) is not
sign-of-the-difference: The difference is the other way round | Negative where the model is better | The order of the subtraction was not read
chance-not-majority: Compared with guessing | Too large a gain where classes are uneven | 1/C is the baseline for balanced classes only
majority-of-predictions: The majority of the predictions was taken | Another baseline | The majority of the true labels was meant
last-label: The highest label was taken for the most frequent | Another baseline | max() compares values, not how often they occur
accuracy-not-difference: The accuracy alone | A number that is compared with nothing | The baseline was left out
resampled-difference: The difference comes from resampled images | Slightly off, another value for each seed | The mean of the bootstrap was taken for the measurement
without-replacement: Resampled without replacement | An interval without width | A permutation holds the same images
spread-not-error: The spread of images, not of a mean | An interval that holds nearly everything | The mean of each resample was not taken
unpaired-resampling: Model and baseline got different images | An interval too wide or too narrow | Two resamplings instead of one
baseline-kept-fixed: The baseline was taken for certain | An interval of another width | Its accuracy is measured on the same few images
wrong-level: Another level than 95 % | Too narrow or too wide | 5 % at each end, or one standard error
not-reproducible: The same seed gives different numbers | Another interval at every call | The seed does not reach the generator in use
threshold-half: 0.5, as always | Recall as it happens to be | 0.5 is argmax of two classes, not a law
everybody-flagged: Everybody is flagged | Recall 1, precision as low as the prevalence | Recall alone is easy
quantile-of-all: A quantile of all scores | Recall as it happens to be | Recall counts positives only
precision-for-recall: Precision was held instead of recall | Another threshold | The two have different denominators
accuracy-chosen: Accuracy chose the threshold | Few positives found | With few positives, nobody flagged is accurate
f1-chosen: F1 chose the threshold | Recall as it happens to be | A balance nobody asked for
index-not-score: A position instead of a score | A threshold of 14 | The list was not looked up
recall-missed: Not enough recall | A positive or two below the threshold | > instead of >=, rounding down, or interpolation
threshold-too-low: Lower than needed | More false alarms for nothing | A grid of thresholds, or one positive too many
false-alarms: Images were reported that have no copy | Different trousers among the copies | A tolerance that is too wide, or a hash that is too coarse
copy-missed: An exact copy was missed | Equal images are not reported | Not every pair was compared
exact-copies-only: Only exact copies were found | Mirrored, moved or noisy ones pass | Equality and hashes of bytes break with one pixel
near-copy-missed: A kind of copy was missed | Found exact, missed changed a little | That change was not tried, or the tolerance is too narrow
uint8-wraps: A difference of uint8 wraps around | 3 - 5 is 254 | Unsigned whole numbers have no minus
index-of-training: The wrong side's index | Beyond the test set, or another image | Two loops, two indices
listed-twice: An image was listed more than once | More reports than images | One report per pair instead of one per image
device-mismatch: The batch was not moved to the model's device | Expected all tensors to be on the same device | On the CPU everything is in one place
gradients-recorded: Gradients were recorded for nothing | Memory grows with the evaluation | eval() changes layers, not recording
gradients-left-off: Gradients stayed switched off | element 0 of tensors does not require grad, later on | set_grad_enabled(False) holds until somebody says otherwise
mode-lost-on-error: The mode is restored only if all goes well | Eval mode for the rest of the training | An error leaves the function before the last line
error-swallowed: An error of the loader was swallowed | Numbers from a part of the data | An except that catches everything
softmax-before-loss: Cross-entropy got probabilities | A loss that is too high, or too flat | Softmax is for whoever reads the result; the loss applies its own
accuracy-is-enough: One accuracy was taken for the whole story | 98 %, and the rare class is missed | The mean over images is a mean over the frequent class
bar-without-baseline: A fixed bar was taken for good or bad | '80 % is good' | Nobody asked how many classes there are, and how frequent each is
few-images-are-enough: A small test set was trusted | 7 points up or down by luck at 100 images | An accuracy is an estimate
test-used-to-choose: Something was chosen on the test set | Better on the test than ever after | The test set was part of the training, by hand
unfreezing-overfits: Unfreezing was taken for the cause of overfitting | A rule instead of a measurement | The gap is measured, on images that were not trained on
gap-is-a-bug: A gap was taken for a bug | The evaluation is searched for what the data explain | Known images are easier than new ones, always
"""

_TUNING = """
rows-reordered: The features are in another order than the images | Every row is there, beside another label | A loader that shuffles
batch-size-ignored: More images at once than batch_size | Out of memory on a real set | The loop was left out, or one batch holds everything
left-on-device: The result stayed on the model's device | Features fill the GPU's memory | Nothing moves a tensor back by itself
probe-far-from-best: The head is far from what its features allow | Points below logistic regression | Too few steps, wrong labels beside the features, or a loss that is flat
trained-nothing: The head is still random | Accuracy as by chance | The optimizer holds other tensors, or no step was taken
probe-not-copied: The head is not the probe | Other logits than the probe's | A new layer is random until somebody copies the numbers
probe-bias-forgotten: The weight was copied, the bias was not | Logits that are off by a constant per class | A Linear layer has two tensors
old-rows-lost: The old classes were changed | What the head knew is gone | A new layer is random, every row of it
new-class-first: The new class was put in front | All old classes have moved by one | The order of the arguments of cat
old-bias-lost: The bias of the old classes was not kept | Logits that are off by a constant per class | Rows of the weight were copied, and nothing else
layer-options-lost: A convolution lost its options | Maps of another size, or an error | Stride, padding and kernel size were left at their defaults
rows-by-position: Rows were copied by position | Names and rows do not belong together | Two lists of names have two orders
ambiguous-name-copied: A name with two meanings was copied | One of two rows, by luck | index() and dict() choose silently among equal names
name-nearly-equal: Names that only resemble each other were taken for equal | Rows of other classes | Lower case, substrings and trimmed spaces
exact-name-missed: A row was left out although its name is there | Fewer rows than could be copied | The loop skips or stops too early
row-overwritten: A row without a counterpart was changed | A class lost what it had | The whole layer was filled again
parameter-replaced: The layer got a new parameter | An optimizer that was made before holds the old one | Assignment to .weight instead of writing into it
wrong-names-returned: The list is not that of the copied names | A report that does not fit the layer | Another list was at hand, or another order
last-not-best: The weights are those of the last epoch | A worse model than the history promises | state_dict() holds references: later steps change what was kept
buffers-of-another-epoch: The buffers are those of another epoch | The weights fit, the predictions do not | parameters() leaves out running statistics
best-by-accuracy: Another number than the validation loss chose the epoch | A model with a higher loss | Accuracy and loss need not agree
training-loss-watched: The training loss decided when to stop | Another epoch than the best comes back | It says how well the model knows the images that it learns from
patience-off-by-one: One epoch too many, or too few | Another number of epochs in the history | > and >=, or a count that begins at 1
patience-not-in-a-row: Epochs without progress were added up | Stops although the loss still falls | A new lowest must set the count to 0
patience-ignored: Nothing stopped the run | All epochs ran | The stop was never reached
compared-with-the-last-epoch: Each epoch was compared with the one before it | Stops too late, or too early | Lower than before is not lowest so far
history-incomplete: The history does not list the epochs that ran | Lists of another length | Each call of fit gives a History of its own
another-optimizer-used: The optimizer that was given did not take the steps | Its rates and its momentum are ignored | fit makes an optimizer of its own when it gets none
rising-towards-input: Early layers got higher rates than late ones | The general layers change most | The list was counted from the wrong end
body-at-head-rate: A layer outside the head learns as fast as the head | The first step away costs no factor | Counting began at the layer before the head
one-rate-for-the-body: The whole body got one rate | Two rates instead of one per step | Two groups, as in lesson 05
head-rate-changed: The head does not learn at lr | All rates are a factor off | Counting began at the head with 1
factor-not-a-power: A rate is no power of decay times lr | Rates from another rule | Decay was subtracted, divided or multiplied by the step
temperature-inverted: 1/T was returned | Better confidence becomes worse | Logits were multiplied by the number that was fitted
temperature-as-logarithm: The logarithm of T was returned | Negative, or far too small | log T was fitted so that T stays above 0
temperature-not-positive: T is not above 0 | Every ranking is upside down | Nothing keeps the fitted number above 0
temperature-of-one: T is 1 | Nothing changed | The parameter never reached its optimizer
temperature-not-converged: A T that is not the best | A loss above the lowest | Too few steps, or a grid that ends too early
probabilities-scaled: Probabilities were divided by T instead of logits | A T that fits something else | Softmax was applied before the temperature
mismatch-is-loud: A mismatch of preprocessing was taken for an error | Nobody looks for a silent loss | Shapes fit, so nothing is raised
same-file-same-model: Weights that load were taken for a model that is right | Logits off by whole numbers | Padding and epsilon are not in the state_dict
caching-needs-frozen: Features were cached although the backbone learns | Stale features | A cache holds what the old weights gave
probe-first-is-a-law: Advice was taken for a measurement | A recipe that nobody checked here | It holds where it was measured
confidence-is-accuracy: A probability was taken for a share of right answers | 99 % sure, and often wrong | Training pushes probabilities beyond what new images support
augmentation-in-cache: Random augmentation was put into a cache | Each image is seen in one version only | A cache is filled once
"""

_CAPSTONE = """
no-label-map: The checkpoint does not name its classes | Numbers that nobody can read | Names were in the notebook, and only there
label-order-lost: The names are in another order than the logits | Sure answers, and most of them wrong | A folder's order, or the alphabet, was taken for the order in training
checkpoint-incomplete: Something that loading needs is not in the checkpoint | It works as long as the notebook is open | Weights were taken for the whole model
not-plain-data: An entry of the checkpoint is an object | UnpicklingError for an entry that looks like a text | torch.__version__ and NumPy's numbers have classes of their own
nothing-saved: No file was written where it was asked for | FileNotFoundError for whoever loads it | A path of one's own was typed in
needs-the-notebook: The code needs names of other cells | NameError in a fresh process | The notebook remembers what was run before
load-needs-the-course: Loading needs the course | ModuleNotFoundError elsewhere | What is installed here was taken for what is installed everywhere
loaded-in-train-mode: The loaded model is in train mode | Another answer at every call | A model that was just built is in train mode
majority-only: The model gives one answer to everything | The accuracy of the most frequent class | It never learned, or something behind it does not depend on the picture
preprocess-mismatch: The loaded model is fed other pictures than the trained one | Worse than reported, without an error | Size and normalisation were written twice, and differ
another-model-reported: What was scored is not what was saved | The report is true of a model that nobody has | Saving, choosing and scoring were done in another order
mean-of-recalls: The mean of the recalls was taken for the accuracy | Another number as soon as classes differ in size | There each class weighs the same, and in an accuracy each image
validation-reported: The validation images were used for the report | A number that is a little too good | The same images chose the epoch
test-in-training: The test images were trained on | Right on them, and on nothing like them | All images were put together before the training
interval-off: The interval is not one of this accuracy | Too narrow, too wide, or beside it | The wrong number of images, or a formula for something else
recall-by-name-missing: The recall of some class is missing or wrong | A weak class that nobody sees | An average, or numbers instead of names
policy-not-kept: What moved is not what was declared | A frozen backbone that is not the pretrained one | The declaration was typed in, and nobody compared
last-epoch-kept: The last epoch was kept, not the best | Worse on validation than an epoch before it | The weights change in place, and nobody made a copy
baseline-not-beaten: No better than a simple rule | An accuracy inside the interval of a baseline | No comparison was made
not-atomic: A failed write destroys the old checkpoint | Half a file after a full disk or a power cut | The old file is opened for writing before the new one is complete
damaged-checkpoint-accepted: A damaged checkpoint was loaded | Answers without meaning | The parts of the file were not compared with each other
"""


_LESSONS = {
    "every lesson": _ANY,
    "00_start_here": _START,
    "01_head_roles": _ROLES,
    "02_finding_the_head": _FINDING,
    "03_shape_mismatch": _SHAPES,
    "04_freeze_order": _FREEZING,
    "05_optimizer_rebuild": _OPTIMIZER,
    "06_metric_pitfalls": _METRICS,
    "07_fine_tuning": _TUNING,
    "08_capstone": _CAPSTONE,
}


def _registry() -> dict[str, Misconception]:
    registry: dict[str, Misconception] = {}
    for lesson, text in _LESSONS.items():
        for line in text.strip().splitlines():
            key, rest = line.split(": ", 1)
            if key in registry:
                raise ValueError(f"Expected {key!r} once, in the lesson that meets it first.")
            registry[key] = Misconception(key, *map(str.strip, rest.split(" | ")), lesson)
    return registry


REGISTRY = _registry()
