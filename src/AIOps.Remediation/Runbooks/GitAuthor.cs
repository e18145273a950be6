using System.Diagnostics;

namespace AIOps.Remediation.Runbooks;

/// <summary>Who committed a file last, as Git says; empty when the file is in no checkout or Git is not there.</summary>
internal static class GitAuthor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static string Of(string file)
    {
        try
        {
            var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(file))! };
            foreach (var argument in new[] { "log", "-1", "--format=%an <%ae> %h", "--", Path.GetFileName(file) })
            {
                start.ArgumentList.Add(argument);
            }

            using var git = Process.Start(start);
            if (git is null || !git.WaitForExit(Patience))
            {
                git?.Kill();
                return "";
            }

            var said = git.ExitCode == 0 ? git.StandardOutput.ReadToEnd().Trim() : "";
            return said.Length <= 200 ? said : said[..200];
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return "";
        }
    }
}
