using System.Diagnostics;
using AIOps.Server.Tests.Web;

namespace AIOps.Server.Tests.Cli;

/// <summary>Runs the real program as a process of its own.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public static Task<(int Code, string Output, string Errors)> RunAsync(WebHost host, params string[] arguments) =>
        RunAsync([.. arguments, "--url", host.Address.ToString(), "--data", host.Folder]);

    public static Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <param name="environment">Variables beside the tests' own.</param>
    /// <param name="arguments">Verb, arguments and options.</param>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "aiops.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["COLUMNS"] = "200";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }
}
