// Stands between the service manager of Windows and the server: starts the command line that follows its own name, and ends it by
// closing its input. Compiled at the installation of the service by the compiler of Windows' own .NET Framework (C# 5).
using System;
using System.Diagnostics;
using System.ServiceProcess;
using System.Threading;

public sealed class GatepostService : ServiceBase
{
    // Longer than the server lets open transactions finish.
    private const int StopMilliseconds = 30000;
    // Characters that Windows takes for one entry.
    private const int LongestEntry = 31839;

    private readonly string program;
    private readonly string arguments;
    private Process server;
    private volatile bool stopping;

    private GatepostService(string program, string arguments)
    {
        this.program = program;
        this.arguments = arguments;
        ServiceName = "Gatepost";
        CanShutdown = true;
    }

    public static int Main()
    {
        string program;
        string arguments = AfterWord(AfterWord(Environment.CommandLine, out program), out program);
        if (program.Length == 0)
        {
            Console.Error.WriteLine("This program is started by Windows as a service: gatepost service install.");
            return 2;
        }
        ServiceBase.Run(new GatepostService(program, arguments));
        return 0;
    }

    // The first word of a command line, which is a path and so has no quote in it, and what follows it, as it stands there.
    private static string AfterWord(string line, out string word)
    {
        line = line.TrimStart();
        bool quoted = line.StartsWith("\"", StringComparison.Ordinal);
        int end = quoted ? line.IndexOf('"', 1) : line.IndexOf(' ');
        if (end < 0) end = line.Length;
        int start = quoted ? 1 : 0;
        word = line.Length > start ? line.Substring(start, end - start) : "";
        return end < line.Length ? line.Substring(end + 1).TrimStart() : "";
    }

    protected override void OnStart(string[] args)
    {
        server = new Process();
        server.StartInfo = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        server.EnableRaisingEvents = true;
        server.Exited += delegate { Ended(); };
        // The log is in the data folder; what is said here besides goes to the event log of Windows.
        server.OutputDataReceived += delegate { };
        server.ErrorDataReceived += delegate(object sender, DataReceivedEventArgs line)
        {
            if (!string.IsNullOrEmpty(line.Data)) Note(line.Data);
        };
        server.Start();
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
    }

    // A full or closed event log is no reason to end the server.
    private void Note(string text)
    {
        try
        {
            EventLog.WriteEntry(text.Length > LongestEntry ? text.Substring(0, LongestEntry) : text, EventLogEntryType.Error);
        }
        catch (Exception)
        {
            // There is no other place for it: the log in the data folder has what the server itself noted.
        }
    }

    // Ended by itself: the service manager starts it again, as it was told to (sc failureflag).
    private void Ended()
    {
        if (stopping) return;
        ExitCode = server.ExitCode == 0 ? 1066 : server.ExitCode;
        Environment.Exit(ExitCode);
    }

    protected override void OnStop()
    {
        stopping = true;
        RequestAdditionalTime(StopMilliseconds + 5000);
        server.StandardInput.Close();
        if (!server.WaitForExit(StopMilliseconds)) server.Kill();
    }

    protected override void OnShutdown()
    {
        OnStop();
    }
}
