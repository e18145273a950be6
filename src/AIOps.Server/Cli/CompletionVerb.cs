using System.CommandLine;

namespace AIOps.Server.Cli;

/// <summary><c>aiops completion bash|zsh|fish</c>: a script that asks the program itself what may follow.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        _aiops() {
          local IFS=$'\n'
          COMPREPLY=($(aiops "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | grep -- "^${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _aiops aiops
        """;

    private const string Zsh = """
        #compdef aiops
        _aiops() {
          local -a found
          found=("${(@f)$(aiops "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _aiops aiops
        """;

    private const string Fish = """
        complete -f -c aiops -a '(aiops "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script for completion: source <(aiops completion bash).") { shell };
        command.SetAction(result => Console.WriteLine(result.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash }));
        return command;
    }
}
