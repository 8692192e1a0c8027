# Prints every leaf of one JSON document as PATH<TAB>VALUE, for example "scores.0.label<TAB>Edema".
# Keys come in any order and with any white space; \uXXXX escapes stay as they are. Exits 1 on malformed input.

{ text = text $0 "\n" }

END {
    position = 1
    value("")
    skip_space()
    if (position <= length(text)) malformed()
}

function malformed() {
    print "flatten-json: malformed JSON at character " position > "/dev/stderr"
    exit 1
}

function skip_space() {
    while (substr(text, position, 1) ~ /[ \t\r\n]/) position++
}

function expect(character) {
    skip_space()
    if (substr(text, position, 1) != character) malformed()
    position++
}

function value(path,    first) {
    skip_space()
    first = substr(text, position, 1)
    if (first == "{") members(path)
    else if (first == "[") elements(path)
    else if (first == "\"") print path "\t" string()
    else print path "\t" literal()
}

function join(path, key) {
    return path == "" ? key : path "." key
}

# Moves over the separator after a member or element: 1 when another follows, 0 at the closing bracket.
function another(closing) {
    skip_space()
    if (substr(text, position, 1) == ",") {
        position++
        return 1
    }
    expect(closing)
    return 0
}

function members(path,    key) {
    expect("{")
    skip_space()
    if (substr(text, position, 1) == "}") {
        position++
        return
    }
    do {
        skip_space()
        key = string()
        expect(":")
        value(join(path, key))
    } while (another("}"))
}

function elements(path,    index_) {
    expect("[")
    skip_space()
    if (substr(text, position, 1) == "]") {
        position++
        return
    }
    index_ = 0
    do {
        value(join(path, index_))
        index_++
    } while (another("]"))
}

function string(    result, character) {
    expect("\"")
    result = ""
    while ((character = substr(text, position, 1)) != "\"") {
        if (character == "") malformed()
        if (character == "\\") character = unescaped()
        result = result character
        position++
    }
    position++
    return result
}

# A line break or tab would break the output's own form, so both become a space.
function unescaped(    character) {
    position++
    character = substr(text, position, 1)
    if (character == "n" || character == "r" || character == "t" || character == "b" || character == "f") return " "
    if (character == "u") return "\\u"
    return character
}

function literal(    start) {
    start = position
    while (substr(text, position, 1) ~ /[-+.0-9A-Za-z]/) position++
    if (position == start) malformed()
    return substr(text, start, position - start)
}
