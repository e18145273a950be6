using System.CommandLine;
using AIOps.Server.Configuration;

namespace AIOps.Server.Cli;

/// <summary>The option <c>--environment-file</c>: a unit's variables, for a verb that a person starts beside it.</summary>
internal sealed class EnvironmentFileOption
{
    private readonly Option<string?> _file = new("--environment-file") { Description = "The unit's EnvironmentFile, read as systemd reads it; its variables go before the environment's.", HelpName = "file" };

    public void AddTo(Command command) => command.Options.Add(_file);

    /// <summary>Sets the variables for this process, and says which file it was and what of it was passed over.</summary>
    /// <exception cref="StartException">It cannot be read.</exception>
    public (string Path, IReadOnlyList<int> Skipped)? Apply(ParseResult result) =>
        result.GetValue(_file) is { Length: > 0 } path ? (path, EnvironmentFile.Apply(path).Skipped) : null;
}
