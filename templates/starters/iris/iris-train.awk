# Trains a neural network with one hidden layer (tanh, then softmax) by stochastic gradient descent.
#
#     awk -f train.awk -- --data folder --out folder --lr 0.1 --hidden 4 --l2 0 --epochs 10 --seed 1
#
# Network 1 to 5 each leave out one fold of train.csv, and are validated on it: val_acc and val_loss
# are over all five, and choose the configuration. Network 0 learns from all of train.csv; test_acc
# is its accuracy on test.csv, which nothing was chosen by. All of them are trained side by side.

function fail(message) {
    print "train.awk: " message | "cat 1>&2"
    close("cat 1>&2")
    exit 1
}

# A generator of our own: rand() gives other numbers in every awk.
function random() {
    state = (state * 16807) % 2147483647
    return state / 2147483647
}

# Some awks complain when exp() overflows or underflows, so stay away from that.
function tanh(x) {
    if (x > 20) return 1
    if (x < -20) return -1
    return 1 - 2 / (exp(2 * x) + 1)
}

# Reads `--name value` and `--name=value` into option[], which holds the names there are.
function read_options(    i, name, value, at) {
    for (i = 1; i < ARGC; i++) {
        name = substr(ARGV[i], 3)
        at = index(name, "=")
        value = at ? substr(name, at + 1) : ARGV[i + 1]
        if (at) name = substr(name, 1, at - 1)
        if (ARGV[i] !~ /^--/ || !(name in option)) fail("no option " ARGV[i])
        if (!at && ++i >= ARGC) fail("--" name " has no value")
        option[name] = value
    }
}

# Appends the rows of a file to fold[], class[] and input[]; returns the number of the last row.
function read_rows(file, row,    line, field, i, found) {
    while ((found = (getline line < file)) > 0) {
        inputs = split(line, field, ",") - 2
        fold[++row] = field[1]
        class[row] = field[2]
        if (field[2] > classes) classes = field[2] + 0
        for (i = 1; i <= inputs; i++) input[row * inputs + i] = field[i + 2] + 0
    }
    if (found < 0) fail("cannot read " file)
    return row
}

# Weight 0 of a unit is its bias. All weights are small random numbers at first.
function start_networks(    net, i) {
    width1 = inputs + 1
    width2 = hidden + 1
    for (net = 0; net <= folds; net++) {
        for (i = 0; i < hidden * width1; i++) weight1[net * hidden * width1 + i] = random() - 0.5
        for (i = 0; i < classes * width2; i++) weight2[net * classes * width2 + i] = random() - 0.5
    }
}

# Sets active[] and probability[] for a row; returns its loss, and sets `right` to 1 or 0.
function forward(net, row,    i, j, c, at, x, sum, best) {
    x = row * inputs
    for (j = 1; j <= hidden; j++) {
        at = (net * hidden + j - 1) * width1
        sum = weight1[at]
        for (i = 1; i <= inputs; i++) sum += weight1[at + i] * input[x + i]
        active[j] = tanh(sum)
    }
    best = 1
    for (c = 1; c <= classes; c++) {
        at = (net * classes + c - 1) * width2
        sum = weight2[at]
        for (j = 1; j <= hidden; j++) sum += weight2[at + j] * active[j]
        score[c] = sum
        if (sum > score[best]) best = c
    }
    sum = 0
    for (c = 1; c <= classes; c++) {
        x = score[c] - score[best]
        sum += probability[c] = x < -50 ? 0 : exp(x)
    }
    for (c = 1; c <= classes; c++) probability[c] /= sum
    right = best == class[row]
    return score[best] + log(sum) - score[class[row]]
}

# One step of gradient descent, for the row that forward() has just seen.
function backward(net, row,    i, j, c, at, x, slope) {
    for (j = 1; j <= hidden; j++) gradient[j] = 0
    for (c = 1; c <= classes; c++) {
        slope = probability[c] - (c == class[row])
        at = (net * classes + c - 1) * width2
        weight2[at] -= lr * slope
        for (j = 1; j <= hidden; j++) {
            gradient[j] += slope * weight2[at + j]
            weight2[at + j] -= lr * (slope * active[j] + l2 * weight2[at + j])
        }
    }
    x = row * inputs
    for (j = 1; j <= hidden; j++) {
        slope = gradient[j] * (1 - active[j] * active[j])
        at = (net * hidden + j - 1) * width1
        weight1[at] -= lr * slope
        for (i = 1; i <= inputs; i++)
            weight1[at + i] -= lr * (slope * input[x + i] + l2 * weight1[at + i])
    }
}

# Every network sees the rows once, in a new order, but for those that it leaves out.
function train_epoch(    i, j, row, net) {
    for (i = train_rows; i > 1; i--) {
        j = int(random() * i) + 1
        row = order[i]; order[i] = order[j]; order[j] = row
    }
    for (net = 0; net <= folds; net++)
        for (i = 1; i <= train_rows; i++)
            if (fold[order[i]] != net) {
                forward(net, order[i])
                backward(net, order[i])
            }
}

# Sets `loss` and `accuracy`, the means over some rows, each seen by network 0 or by its fold's.
function evaluate(first, last, by_fold,    row) {
    loss = accuracy = 0
    for (row = first; row <= last; row++) {
        loss += forward(by_fold ? fold[row] : 0, row)
        accuracy += right
    }
    loss /= last - first + 1
    accuracy /= last - first + 1
}

BEGIN {
    option["data"] = option["out"] = "."
    option["lr"] = 0.1; option["hidden"] = 4; option["l2"] = 0
    option["epochs"] = 10; option["seed"] = 1
    read_options()
    lr = option["lr"] + 0; hidden = int(option["hidden"]); l2 = option["l2"] + 0
    if (hidden < 1 || option["epochs"] < 1) fail("--hidden and --epochs have to be at least 1")
    state = option["seed"] * 7919 % 2147483646 + 1
    out = option["out"]

    train_rows = read_rows(option["data"] "/train.csv", 0)
    rows = read_rows(option["data"] "/test.csv", train_rows)
    for (row = 1; row <= train_rows; row++) {
        order[row] = row
        if (fold[row] > folds) folds = fold[row] + 0
    }
    start_networks()

    for (epoch = 1; epoch <= option["epochs"]; epoch++) {
        train_epoch()
        evaluate(1, train_rows, 0); train_loss = loss; train_acc = accuracy
        evaluate(1, train_rows, 1)
        if (!(loss < 1000)) fail("diverged in epoch " epoch)
        printf "epoch %d  loss %.4f  val_loss %.4f  val_acc %.4f\n", \
            epoch, train_loss, loss, accuracy
        printf "{\"step\": %d, \"loss\": %.6f, \"val_loss\": %.6f, \"val_acc\": %.6f}\n", \
            epoch, train_loss, loss, accuracy > (out "/metrics.jsonl")
        fflush()
    }
    val_loss = loss; val_acc = accuracy
    evaluate(train_rows + 1, rows, 0)
    printf "{\"val_acc\": %.6f, \"val_loss\": %.6f, \"train_acc\": %.6f, \"train_loss\": %.6f, " \
        "\"test_acc\": %.6f}\n", val_acc, val_loss, train_acc, train_loss, accuracy \
        > (out "/result.json")
}
