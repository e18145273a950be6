using System.CommandLine;
using AIOps.Server.Configuration;

namespace AIOps.Server.Cli;

/// <summary>Options of every verb that talks to a running service.</summary>
internal sealed class ServiceOptions
{
    private readonly Option<string?> _url = new("--url") { Description = "Address of the service; else AIOPS_URL, else http://127.0.0.1:7070.", HelpName = "address" };
    private readonly Option<string?> _data = new("--data") { Description = "Data folder, where the token is; else AIOPS_DATA, else ~/.local/share/aiops. AIOPS_TOKEN goes before it.", HelpName = "folder" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the service's JSON." };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_data);
        command.Options.Add(_json);
    }

    public bool Json(ParseResult result) => result.GetValue(_json);

    public string Data(ParseResult result) => Path.GetFullPath(result.GetValue(_data) is { Length: > 0 } given ? given : DataFolder.Default());

    public Uri Url(ParseResult result) => UrlOr(result, new Uri("http://127.0.0.1:7070"));

    /// <summary>The address that was given, or another one.</summary>
    public Uri UrlOr(ParseResult result, Uri otherwise)
    {
        if ((result.GetValue(_url) ?? Environment.GetEnvironmentVariable("AIOPS_URL")) is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CommandFailure($"--url {text}: not an http or https address; write it like http://127.0.0.1:7070");
    }

    public string? Token(ParseResult result)
    {
        if (Environment.GetEnvironmentVariable("AIOPS_TOKEN") is { Length: > 0 } named)
        {
            return named.Trim();
        }

        var path = Path.Combine(Data(result), "token");
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{path} cannot be read ({failure.Message}): run this as the service's user, or set AIOPS_TOKEN", failure);
        }
    }
}
