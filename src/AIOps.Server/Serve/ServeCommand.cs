using System.CommandLine;

namespace AIOps.Server.Serve;

/// <summary><c>aiops serve</c>, and <c>aiops</c> without a verb: starts the service.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "Data folder (default: AIOPS_DATA, else ~/.local/share/aiops)." };
    private static readonly Option<int?> Port = new("--port") { Description = "Port of API, console and /metrics (default 7070; 0 takes a free one)." };
    private static readonly Option<string?> Roles = new("--roles") { Description = "Roles of this process: collect,detect,respond,web (default all)." };
    private static readonly Option<string?> Catalogue = new("--catalogue") { Description = "Service catalogue as YAML (default: catalogue.yaml in the data folder)." };
    private static readonly Option<string[]> Set = new("--set") { Description = "A setting as Section:Key=value; may be repeated.", AllowMultipleArgumentsPerToken = false };

    public static Command Create()
    {
        var command = new Command("serve", "Starts the service.");
        AddTo(command);
        return command;
    }

    /// <summary>Adds the options and the action to the verb or to the root.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Data);
        command.Options.Add(Port);
        command.Options.Add(Roles);
        command.Options.Add(Catalogue);
        command.Options.Add(Set);
        command.SetAction((result, cancellationToken) =>
        {
            var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var setting in result.GetValue(Set) ?? [])
            {
                var equals = setting.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    Console.Error.WriteLine($"--set {setting}: write Section:Key=value");
                    return Task.FromResult(2);
                }

                settings[setting[..equals]] = setting[(equals + 1)..];
            }

            Put("Server:Data", result.GetValue(Data));
            Put("Server:Port", result.GetValue(Port)?.ToString());
            Put("Server:Roles", result.GetValue(Roles));
            Put("Server:Catalogue", result.GetValue(Catalogue));
            return Service.RunAsync(settings, cancellationToken);

            void Put(string key, string? value)
            {
                if (value is not null)
                {
                    settings[key] = value;
                }
            }
        });
    }
}
