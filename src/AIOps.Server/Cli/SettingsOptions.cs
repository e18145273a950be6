using System.CommandLine;
using AIOps.Server.Configuration;

namespace AIOps.Server.Cli;

/// <summary>Options of verbs that read the settings of an installation as its service would.</summary>
internal sealed class SettingsOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Data folder of the service; else AIOPS_DATA, else ~/.local/share/aiops.", HelpName = "folder" };
    private readonly EnvironmentFileOption _environment = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        _environment.AddTo(command);
    }

    /// <summary>Takes over the variables of the unit; before anything else, which reads them.</summary>
    public void Apply(ParseResult result) => _environment.Apply(result);

    public string Data(ParseResult result) => Path.GetFullPath(result.GetValue(_data) is { Length: > 0 } given ? given : DataFolder.Default());
}
